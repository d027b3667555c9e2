import functools


def replaces(owner, name: str):
    """Put the decorated function in the place of owner.name, which it gets as its first argument."""

    def decorate(function):
        replaced = getattr(owner, name)

        # A plain function, not a partial: in a class it has to become a method.
        @functools.wraps(replaced)
        def replacement(*args, **kwargs):
            return function(replaced, *args, **kwargs)

        setattr(owner, name, replacement)
        return function

    return decorate
