"""Run the web application: gunicorn, or waitress on Windows. May import web; only the command line imports it.

gunicorn's threaded worker is given four behaviors that it lacks (gunicorn.py): connections are shared out evenly among
the workers; clients that are slow, or do not hang up, keep nobody waiting; a worker that is told to stop cuts no
request; and what is no HTTP is answered as problem details. These override methods that are no public interface: they
are known to work with gunicorn 27, and pyproject.toml allows no later one.
"""
