"""Real servers and databases on loopback ports: started, asked, harmed and measured."""
