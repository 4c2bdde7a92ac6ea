"""Take requests and form responses: pictures, schemas, and errors as problem details."""
