"""A shell's variables: texts, arrays, what is read-only, and what is local to a function."""

from __future__ import annotations

from collections.abc import Mapping

Key = int | str
Array = dict[Key, str]
Saved = tuple[str | None, Array | None, bool]


class ReadOnly(Exception):
    """The variable cannot be changed."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(name)


class Variables(dict[str, str]):
    """Texts by name; of an array it holds the element 0.

    Examples
    --------
    >>> variables = Variables()
    >>> variables.set_array("a", {0: "x", 2: "z"})
    >>> variables["a"], variables.element("a", 2), variables.elements("a")
    ('x', 'z', {0: 'x', 2: 'z'})
    """

    def __init__(self, given: Mapping[str, str] | None = None) -> None:
        super().__init__(given or {})
        self.arrays: dict[str, Array] = {}
        self.associative: set[str] = set()
        self.readonly: set[str] = set()
        self.scopes: list[dict[str, Saved]] = []  # of the functions that run: what their locals hide

    def __setitem__(self, name: str, value: str) -> None:
        if name in self.readonly:
            raise ReadOnly(name)
        if name in self.arrays:
            self.arrays[name]["0" if name in self.associative else 0] = value
        super().__setitem__(name, value)

    def copy(self) -> Variables:
        """The same for a subshell."""
        new = Variables(self)
        new.arrays = {name: dict(array) for name, array in self.arrays.items()}
        new.associative, new.readonly = set(self.associative), set(self.readonly)
        new.scopes = [dict(scope) for scope in self.scopes]
        return new

    # -- arrays --------------------------------------------------------------
    def elements(self, name: str) -> Array:
        """The elements of an array; a text is its own element 0."""
        found = self.arrays.get(name)
        return found if found is not None else {0: self[name]} if name in self else {}

    def element(self, name: str, key: Key) -> str | None:
        """One element; a negative index counts from the end."""
        elements = self.elements(name)
        if isinstance(key, int) and key < 0 and elements:
            key += max(k for k in elements if isinstance(k, int)) + 1
        return elements.get(key)

    def set_array(self, name: str, array: Array) -> None:
        """Make it an array of these elements."""
        if name in self.readonly:
            raise ReadOnly(name)
        self.arrays[name] = array
        first: Key = "0" if name in self.associative else 0
        if first in array:
            super().__setitem__(name, array[first])
        else:
            self.pop(name, None)

    def set_element(self, name: str, key: Key, value: str) -> None:
        """Set one element."""
        array = dict(self.elements(name))
        if isinstance(key, int) and key < 0 and array:
            key += max(k for k in array if isinstance(k, int)) + 1
        array[key] = value
        self.set_array(name, array)

    def forget(self, name: str, key: Key | None = None) -> None:
        """``unset NAME`` and ``unset NAME[KEY]``."""
        if name in self.readonly:
            raise ReadOnly(name)
        if key is not None:
            array = dict(self.elements(name))
            array.pop(key, None)
            self.set_array(name, array)
            return
        self.pop(name, None)
        self.arrays.pop(name, None)
        self.associative.discard(name)

    # -- functions -----------------------------------------------------------
    def hide(self, name: str) -> None:
        """``local NAME``: what it was comes back when the function ends."""
        scope = self.scopes[-1]
        if name not in scope:
            scope[name] = (self.get(name), self.arrays.get(name), name in self.associative)
            self.forget(name)

    def leave(self) -> None:
        """A function ends."""
        for name, (text, array, associative) in self.scopes.pop().items():
            self.readonly.discard(name)
            self.forget(name)
            if associative:
                self.associative.add(name)
            if array is not None:
                self.set_array(name, array)
            elif text is not None:
                self[name] = text
