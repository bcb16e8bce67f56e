"""HTML as a browser reads it: a tree, the forms in it, and what a form would send."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlencode

VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"})
# What may stay open in valid HTML and is closed by the next of its kind.
IMPLIED = {"li": {"li"}, "dt": {"dt", "dd"}, "dd": {"dt", "dd"}, "option": {"option"}, "tr": {"tr", "td", "th"},
           "td": {"td", "th"}, "th": {"td", "th"}, "p": {"p"}}  # fmt: skip
INLINE = frozenset({"a", "abbr", "b", "em", "i", "mark", "s", "small", "span", "strong", "sub", "sup", "time"})
BUTTONS = ("submit", "button", "reset", "image", "file")


@dataclass(eq=False)
class Node:
    """One element; texts stand between its children as strings."""

    tag: str
    attrs: dict[str, str]
    parent: "Node | None" = field(default=None, repr=False)
    content: list["Node | str"] = field(default_factory=list, repr=False)

    @property
    def words(self) -> str:
        """All text inside, single spaces."""
        return " ".join("".join(self._texts()).split())

    @property
    def raw(self) -> str:
        return "".join(self._texts())

    def _texts(self) -> Iterator[str]:
        for one in self.content:
            if isinstance(one, str):
                yield one
            elif one.tag not in ("script", "style"):
                yield from one._texts()
                if one.tag not in INLINE:
                    yield " "

    def all(self, tag: str = "", **wanted: str) -> list["Node"]:
        """Elements below with this tag and these attributes; `class_` asks for one of the classes."""
        return [node for node in self._below() if tag in ("", node.tag) and node._has(wanted)]

    def one(self, tag: str = "", **wanted: str) -> "Node":
        """The only such element. Raises AssertionError when there are none or several."""
        found = self.all(tag, **wanted)
        assert len(found) == 1, f"{len(found)} × <{tag} {wanted}> in: {self.words[:1000]}"
        return found[0]

    def has(self, tag: str = "", **wanted: str) -> bool:
        return bool(self.all(tag, **wanted))

    def _below(self) -> Iterator["Node"]:
        for one in self.content:
            if isinstance(one, Node):
                yield one
                yield from one._below()

    def _has(self, wanted: dict[str, str]) -> bool:
        attrs = self.attrs
        return all(
            value in attrs.get("class", "").split() if name == "class_" else attrs.get(name) == value
            for name, value in wanted.items()
        )


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Node("", {})
        self.here = self.root

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self.here.tag in IMPLIED.get(tag, ()):
            self.here = self.here.parent or self.root
        node = Node(tag, {name: value or "" for name, value in attrs}, self.here)
        self.here.content.append(node)
        if tag not in VOID:
            self.here = node

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.here.content.append(Node(tag, {name: value or "" for name, value in attrs}, self.here))

    def handle_endtag(self, tag: str) -> None:
        node: Node | None = self.here
        while node is not None and node.tag != tag:
            node = node.parent
        if node is not None and node.parent is not None:
            self.here = node.parent

    def handle_data(self, data: str) -> None:
        self.here.content.append(data)


def read(text: str) -> Node:
    """The page as a tree."""
    builder = _Builder()
    builder.feed(text)
    builder.close()
    return builder.root


class Form:
    """A form as its reader fills it in: only what the page offers can be chosen."""

    def __init__(self, node: Node, *, address: str) -> None:
        self.node = node
        self.action = node.attrs.get("action") or address
        self.method = node.attrs.get("method", "get").lower()
        self.typed: dict[str, list[str]] = {}

    @property
    def names(self) -> set[str]:
        return {name for name, _values in self._controls()}

    def value(self, name: str) -> str:
        """What a control of one value shows now."""
        values = self.values(name)
        return values[0] if values else ""

    def values(self, name: str) -> list[str]:
        if name in self.typed:
            return self.typed[name]
        return [value for known, values in self._controls() if known == name for value in values]

    def twist(self, **answers: str | list[str]) -> "Form":
        """Change what would be sent without asking what the page offers."""
        self.typed.update({name: [answer] if isinstance(answer, str) else answer for name, answer in answers.items()})
        return self

    def fill(self, **answers: str | list[str]) -> "Form":
        """Type, choose or tick. Raises AssertionError where the form has no such control or choice."""
        for name, answer in answers.items():
            given = [answer] if isinstance(answer, str) else answer
            controls = self.node.all(name=name)
            assert controls, f"no control {name!r} in {sorted(self.names)}"
            offered = self._offered(controls)
            if offered is not None:
                assert set(given) <= offered, f"{name!r} offers {sorted(offered)}, not {given}"
            self.typed[name] = given
        return self

    @property
    def default_button(self) -> str:
        """What Enter in a field presses: the first button of the form that submits."""
        button = next(one for one in self.node.all("button") if one.attrs.get("type", "submit") == "submit")
        return f"{button.attrs.get('name', '')}={button.attrs.get('value', '')}"

    def sent(self, button: str = "") -> str:
        """The body that a browser would send when the button of this name (or `name=value`) is pressed."""
        pairs: list[tuple[str, str]] = []
        seen: set[str] = set()
        for name, values in self._controls():
            if name in self.typed and name in seen:
                continue
            seen.add(name)
            pairs += [(name, value) for value in self.typed.get(name, values)]
        pairs += [(name, value) for name in self.typed.keys() - seen for value in self.typed[name]]
        if button:
            pairs.append(self._pressed(button))
        return urlencode([(name, value.replace("\r\n", "\n").replace("\n", "\r\n")) for name, value in pairs])

    def _pressed(self, button: str) -> tuple[str, str]:
        name, _sign, value = button.partition("=")
        found = [one for one in self.node.all("button", name=name) if not value or one.attrs.get("value") == value]
        assert found, f"no button {button!r}, only {[one.attrs for one in self.node.all('button')]}"
        return name, found[0].attrs.get("value", "")

    def _controls(self) -> Iterator[tuple[str, list[str]]]:
        """(name, values that would be sent) in the order of the page; one entry per box."""
        for node in self.node.all():
            name = node.attrs.get("name", "")
            if not name or "disabled" in node.attrs or node.tag not in ("input", "select", "textarea"):
                continue
            yield name, _values_of(node)

    @staticmethod
    def _offered(controls: list[Node]) -> set[str] | None:
        """What can be chosen; None where one types."""
        if controls[0].tag == "select":
            return {_option_value(option) for option in controls[0].all("option")}
        if controls[0].attrs.get("type") in ("radio", "checkbox"):
            return {box.attrs.get("value", "on") for box in controls}
        return None


def _values_of(node: Node) -> list[str]:
    if node.tag == "textarea":
        return [node.raw.removeprefix("\n")]
    if node.tag == "select":
        options = node.all("option")
        chosen = [option for option in options if "selected" in option.attrs]
        if not chosen and "multiple" not in node.attrs:
            chosen = options[:1]
        return [_option_value(option) for option in chosen]
    kind = node.attrs.get("type", "text")
    if kind in ("checkbox", "radio"):
        return [node.attrs.get("value", "on")] if "checked" in node.attrs else []
    return [] if kind in BUTTONS else [node.attrs.get("value", "")]


def _option_value(option: Node) -> str:
    return option.attrs.get("value", option.words)
