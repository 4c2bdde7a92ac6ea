"""How requests are taken and answered: their pictures, their schemas, and what is wrong as problem details."""
