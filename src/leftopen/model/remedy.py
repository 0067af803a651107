"""How to close an exposure: what to do whatever the product is, then the steps for the product."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

GENERAL = (
    "Close the port in the firewall, or put authentication in front of it. Keep the logs of the exposure "
    "period: they show who read the data."
)
"""For a check that states only the steps of its product."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RemedyPart:
    """Some steps. `product` is empty when they are for every product, or for the only one."""

    product: str
    text: str

    def __str__(self) -> str:
        return f"{self.product}: {self.text}" if self.product else self.text


@dataclass(frozen=True, slots=True, kw_only=True)
class Remedy:
    """`general` comes first. `products` has the steps by product; the name may be the beginning of the
    product's ("Dovecot" for "Dovecot imapd"), or '' where a check has only one."""

    general: str
    products: Mapping[str, str]

    def parts(self, product: str = "") -> tuple[RemedyPart, ...]:
        """General steps, then those of `product`; those of every product when it is not among them."""
        known = {name: text for name, text in self.products.items() if not name or _is(product, name)}
        steps = known or self.products
        return tuple(self._parts(steps))

    def references(self, every: Sequence[str], product: str = "") -> tuple[str, ...]:
        """Those of `every` that are about `product`, or about no product of these steps; all of them when it
        is not among the products."""
        others = [name for name in self.products if not (name and _is(product, name))]
        if len(others) == len(self.products):
            return tuple(every)
        return tuple(one for one in every if not any(name and _within(name, one) for name in others))

    def text(self, product: str = "") -> str:
        """The same as lines, one for each part."""
        return "\n".join(map(str, self.parts(product)))

    def _parts(self, steps: Mapping[str, str]) -> Iterator[RemedyPart]:
        yield RemedyPart(product="", text=self.general)
        for name, text in steps.items():
            yield RemedyPart(product=name, text=text)


def of_product(message: Remedy | str) -> Remedy:
    """The remedy of a check, which may state only the steps of its product."""
    return message if isinstance(message, Remedy) else Remedy(general=GENERAL, products={"": message})


def of_any_product(message: str) -> Remedy:
    """The remedy of a shape, which knows no product."""
    return Remedy(general=message, products={})


def translate_remedy(remedy: Remedy, say: Callable[[str], str]) -> Remedy:
    """The same remedy, each of its texts as `say` gives it."""
    return Remedy(
        general=say(remedy.general),
        products={name: say(steps) for name, steps in remedy.products.items()},
    )


def _is(product: str, name: str) -> bool:
    found, start = product.casefold(), name.casefold()
    return found == start or found.startswith(f"{start} ")


def _within(name: str, reference: str) -> bool:
    return name.casefold() in reference.casefold()
