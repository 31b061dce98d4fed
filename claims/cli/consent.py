"""Before anything leaves the machine: what, about how much, and to where; and a yes to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from claims.cli import options
from claims.errors import ModelError
from claims.reading.llm import Price
from claims.reading.whereabouts import local_models

if TYPE_CHECKING:
    from claims.reading.asking import Asker
    from claims.reading.recorded import Recorded

#: How a language model is named and reached; all commands that ask one have these.
reached = options.together(
    click.option(
        "--base-url",
        metavar="URL",
        help="Ask the OpenAI-compatible server there (llama.cpp, Ollama, LM Studio, vLLM), such "
        "as http://localhost:11434/v1.",
    ),
    click.option(
        "--key",
        metavar="NAME",
        help="With the key that `llm keys set NAME` stored. A server at --base-url gets none "
        "unless you name it.",
    ),
    click.option(
        "--timeout",
        type=click.FloatRange(min=1),
        metavar="SECONDS",
        help="The longest that the language model may take for a reading; 300 unless told.",
    ),
    click.option("-y", "--yes", is_flag=True, help="Send without being asked."),
)


#: What a million tokens cost; there is no list of prices here, which would soon be wrong.
priced = options.together(
    *(
        click.option(
            f"--price-{way}",
            type=click.FloatRange(min=0),
            envvar=f"CLAIMS_PRICE_{way.upper()}",
            metavar="MONEY",
            help=f"What you pay for a million tokens {told}, to be told the cost; or set "
            f"CLAIMS_PRICE_{way.upper()}.",
        )
        for way, told in (("in", "sent"), ("out", "back"))
    )
)


@dataclass(frozen=True, slots=True)
class Load:
    """What would be sent: ``what`` in words, and about how many tokens there and back."""

    what: str
    tokens: int
    back: int = 0
    price: Price | None = None

    def told(self, asker: Asker | Recorded) -> str:
        """In one sentence."""
        back = f" and {_about(self.back)} back" if self.back else ""
        cost = f" (about {money(self.price.of(self.tokens, self.back))})" if self.price else ""
        return (
            f"{self.what}, about {_about(self.tokens)} tokens{back}{cost}, "
            f"to {asker.where} (model {asker.name})"
        )


def price(settings: dict[str, Any]) -> Price | None:
    """The prices that the options give, which are taken out of ``settings``. Raises UsageError
    where there is one of the two."""
    sent, back = settings.pop("price_in"), settings.pop("price_out")
    if sent is None and back is None:
        return None
    if sent is None or back is None:
        raise click.UsageError("give both prices: --price-in and --price-out")
    return Price(sent, back)


def has_price(ctx: click.Context) -> bool:
    """Whether a price was given for this one command, and not for all in the environment."""
    given = (ctx.get_parameter_source(f"price_{way}") for way in ("in", "out"))
    return ParameterSource.COMMANDLINE in given


def money(amount: float) -> str:
    """An amount in whatever currency the prices are in."""
    return f"{amount:,.2f}" if amount >= 1 else f"{amount:.2g}" if amount else "0"


def _about(number: int) -> str:
    return f"{round(number, -2 if number >= 1_000 else -1):,}"


def ask(load: Load, asker: Asker | Recorded, yes: bool) -> bool:
    """Say what would be sent, and ask unless ``yes``. Raises ClickException where nobody can
    answer."""
    if yes:
        click.echo(f"Sending {load.told(asker)}.", err=True)
        return True
    click.echo(f"This sends {load.told(asker)}.", err=True)
    try:
        agreed = click.confirm("Send it?", err=True)
    except click.Abort as error:
        click.echo(err=True)
        raise click.ClickException(
            "nothing was sent, since nobody said yes: add --yes to send without being asked"
        ) from error
    if not agreed:
        click.echo("Nothing was sent.", err=True)
    return agreed


def named(model: str | None, settings: dict[str, Any]) -> Asker:
    """The language model that the options name, which are taken out of ``settings``. Raises
    ModelError where none is named: there is no default, lest articles go where nobody meant."""
    from claims.engine import LLM, Models, asker

    reach = {name: settings.pop(name) for name in ("base_url", "key", "timeout")}
    if model is None:
        local = ", ".join(local_models()[:8])
        here = f"on this machine llm knows {local}" if local else "llm knows none on this machine"
        raise ModelError(
            f"say which language model to ask: --model NAME ({here}; `llm models` lists all), or "
            "--base-url http://localhost:11434/v1 --model NAME for a server of your own"
        )
    return asker(Models(reader=LLM + model.removeprefix(LLM), **reach))
