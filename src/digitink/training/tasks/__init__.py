"""The networks that are trained, a file each: what `train.train` is told of it.

They may import all of training but its commands.
"""
