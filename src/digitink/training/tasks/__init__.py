"""The three training tasks, one file each: what `train.train` needs to know of a network.

They may import all of training but its commands.
"""
