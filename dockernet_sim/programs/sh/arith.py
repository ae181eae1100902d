"""``$((...))``: whole numbers of 64 bits, with C's operators."""

from __future__ import annotations

import re
from collections.abc import MutableMapping

from dockernet_sim.programs.sh.variables import Key, Variables
from dockernet_sim.sim.errors import NotModelled

LONGEST = 1000
MOST_NESTED = 200  # variables whose values are expressions with variables
TOKEN = re.compile(
    r"\s*(0[xX][0-9a-fA-F]+|\d+#[0-9a-zA-Z@_]+|\d+|[A-Za-z_]\w*|<<=|>>=|\*\*|\+\+|--|<<|>>|<=|>=|==|!=|&&|\|\||[-+*/%&|^]=|[-+*/%<>=!~&|^?:(),\[\]])"
)
DIGITS = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ@_"
LEVELS = (
    ("||",), ("&&",), ("|",), ("^",), ("&",), ("==", "!="), ("<", "<=", ">", ">="), ("<<", ">>"), ("+", "-"), ("*", "/",
        "%"),
)  # fmt: skip


class ArithmeticFault(Exception):
    """The expression has no value."""


def evaluate(text: str, variables: MutableMapping[str, str], depth: int = 0) -> int:
    """The value of an expression; assignments in it change `variables`.

    >>> evaluate("1 + 2 * x", {"x": "4"})
    9
    """
    return _Reader(text, variables, depth).whole()


class _Reader:
    def __init__(self, text: str, variables: MutableMapping[str, str], depth: int) -> None:
        self.text = text
        self.variables = variables
        self.depth = depth
        self.tokens: list[str] = []
        at, end = 0, len(text.rstrip())
        while at < end:
            found = TOKEN.match(text, at)
            if found is None:
                rest = text[at:].strip()
                raise ArithmeticFault(f'{text}: syntax error: operand expected (error token is "{rest}")')
            self.tokens.append(found.group(1))
            at = found.end()
        self.at = 0

    def whole(self) -> int:
        if not self.tokens:
            return 0
        value = self.assignment()
        while self.peek() == ",":
            self.take()
            value = self.assignment()
        if self.at < len(self.tokens):
            rest = "".join(self.tokens[self.at :])
            raise ArithmeticFault(f'{self.text}: syntax error in expression (error token is "{rest}")')
        return value

    def peek(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def take(self) -> str:
        token = self.peek()
        self.at += 1
        return token

    def key(self, name: str) -> Key | None:
        """The ``[...]`` behind a name, if one comes next."""
        if self.peek() != "[":
            return None
        self.take()
        start = self.at
        value = self.assignment()
        if self.take() != "]":
            raise ArithmeticFault(f"{self.text}: bad array subscript")
        associative = isinstance(self.variables, Variables) and name in self.variables.associative
        return "".join(self.tokens[start : self.at - 1]) if associative else value

    def store(self, name: str, key: Key | None, value: int) -> None:
        if key is not None and isinstance(self.variables, Variables):
            self.variables.set_element(name, key, str(value))
        else:
            self.variables[name] = str(value)

    def variable(self, name: str, key: Key | None = None) -> int:
        found = self.variables.get(name, "")
        if key is not None and isinstance(self.variables, Variables):
            found = self.variables.element(name, key) or ""
        value = found or "0"
        if re.fullmatch(r"-?(0[xX][0-9a-fA-F]+|\d+)", value):
            return _number(value)
        if self.depth > MOST_NESTED:
            raise ArithmeticFault(f'{value}: expression recursion level exceeded (error token is "{value}")')
        return evaluate(value, self.variables, self.depth + 1)

    def assignment(self) -> int:
        name, mark = self.peek(), self.at
        if name.isidentifier():
            self.take()
            key = self.key(name)
            operator = self.peek()
            if operator.endswith("=") and operator not in ("==", "!=", "<=", ">="):
                self.take()
                value = self.assignment()
                if operator != "=":
                    value = self.apply(operator[:-1], self.variable(name, key), value)
                self.store(name, key, value)
                return value
            self.at = mark
        return self.ternary()

    def ternary(self) -> int:
        value = self.binary(0)
        if self.peek() != "?":
            return value
        self.take()
        yes = self.assignment()
        if self.take() != ":":
            raise ArithmeticFault(f"{self.text}: `:' expected for conditional expression")
        no = self.assignment()
        return yes if value else no

    def binary(self, level: int) -> int:
        if level == len(LEVELS):
            return self.power()
        value = self.binary(level + 1)
        while self.peek() in LEVELS[level]:
            operator = self.take()
            value = self.apply(operator, value, self.binary(level + 1))
        return value

    def power(self) -> int:
        value = self.unary()
        if self.peek() == "**":
            self.take()
            exponent = self.power()
            if exponent < 0:
                raise ArithmeticFault(
                    f'{self.text}: exponent less than 0 (error token is "{self.tokens[self.at - 1]}")'
                )
            return _wrap(pow(value, exponent, 1 << 64))
        return value

    def unary(self) -> int:
        token = self.take()
        if token in ("++", "--"):
            name = self.take()
            if not name.isidentifier():
                raise ArithmeticFault(f'{self.text}: syntax error: operand expected (error token is "{name or token}")')
            key = self.key(name)
            value = self.variable(name, key) + (1 if token == "++" else -1)
            self.store(name, key, value)
            return value
        if token in ("+", "-", "!", "~"):
            value = self.unary()
            return {"+": value, "-": _wrap(-value), "!": int(not value), "~": ~value}[token]
        if token == "(":
            value = self.assignment()
            if self.take() != ")":
                raise ArithmeticFault(f"{self.text}: missing `)'")
            return value
        if token[:1].isdigit():
            return _number(token)
        if token.isidentifier():
            key = self.key(token)
            value = self.variable(token, key)
            if self.peek() in ("++", "--"):
                self.store(token, key, value + (1 if self.take() == "++" else -1))
            return value
        last = token or (self.tokens[-1] if self.tokens else "")
        raise ArithmeticFault(f'{self.text}: syntax error: operand expected (error token is "{last}")')

    def apply(self, operator: str, a: int, b: int) -> int:
        if operator in ("/", "%"):
            if not b:
                raise ArithmeticFault(f'{self.text}: division by 0 (error token is "{self.tokens[self.at - 1]}")')
            quotient = abs(a) // abs(b) * (1 if (a < 0) == (b < 0) else -1)
            return _wrap(quotient) if operator == "/" else a - b * quotient
        values = {
            "||": int(bool(a or b)), "&&": int(bool(a and b)), "|": a | b, "^": a ^ b, "&": a & b,
            "==": int(a == b), "!=": int(a != b), "<": int(a < b), "<=": int(a <= b), ">": int(a > b),
            ">=": int(a >= b),
            "+": a + b, "-": a - b, "*": a * b,
        }  # fmt: skip
        if operator in ("<<", ">>"):
            return _wrap(a << (b & 63)) if operator == "<<" else a >> (b & 63)
        return _wrap(values[operator])


def _number(text: str) -> int:
    sign, digits = (-1, text[1:]) if text.startswith("-") else (1, text)
    if "#" in digits:
        return _wrap(sign * _of_base(digits))
    if len(digits) > LONGEST:
        raise NotModelled(f"a number of more than {LONGEST} digits is not modelled")
    if digits[:2] in ("0x", "0X"):
        return _wrap(sign * int(digits, 16))
    if len(digits) > 1 and digits[0] == "0":
        if not set(digits) <= set("01234567"):
            raise ArithmeticFault(f'{digits}: value too great for base (error token is "{digits}")')
        return _wrap(sign * int(digits, 8))
    return _wrap(sign * int(digits))


def _of_base(text: str) -> int:
    """``BASE#NUMBER``, as bash has it."""
    base, _, digits = text.partition("#")
    if not 2 <= int(base) <= len(DIGITS):
        raise ArithmeticFault(f'{text}: invalid arithmetic base (error token is "{text}")')
    value = 0
    for digit in digits if int(base) > 36 else digits.lower():
        if DIGITS.index(digit) >= int(base):
            raise ArithmeticFault(f'{text}: value too great for base (error token is "{text}")')
        value = value * int(base) + DIGITS.index(digit)
    return value


def _wrap(value: int) -> int:
    return (value + (1 << 63)) % (1 << 64) - (1 << 63)
