"""What is kept can be listed while other requests and executions change it.

MiniStack lists a dictionary by its items, each a new tuple. That may set off Python's garbage collector, another thread
may then get its turn and change the dictionary, and the listing fails: "dictionary changed size during iteration". A copy
is made in one go.
"""

from ministack.core.responses import AccountRegionScopedDict, AccountScopedDict

from aws_behaviour.replaces import replaces

for store in (AccountRegionScopedDict, AccountScopedDict):

    @replaces(store, "items")
    def items(_original, self):
        return [(self._unscope(key), value) for key, value in self._data.copy().items() if self._is_mine(key)]

    @replaces(store, "values")
    def values(_original, self):
        return [value for _, value in self.items()]
