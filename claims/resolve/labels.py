"""Nouns that point to something said before, and the words by which it was said."""

from __future__ import annotations

#: Nouns that label something said before, by the cue lemmas that they recall.
LABELS: dict[str, tuple[str, ...]] = {
    "accusation": ("accuse", "blame", "charge", "allege"),
    "allegation": ("allege", "accuse", "claim", "charge"),
    "assertion": ("assert", "claim", "say", "insist", "maintain"),
    "assessment": ("assess", "say", "conclude", "estimate"),
    "charge": ("charge", "accuse", "allege"),
    "claim": ("claim", "say", "allege", "assert", "insist", "accuse"),
    "comment": ("comment", "say", "remark", "tell"),
    "remark": ("remark", "say", "tell", "comment"),
    "report": ("report", "say", "publish", "write"),
    "rumor": ("rumor", "report", "claim", "say"),
    "rumour": ("rumour", "report", "claim", "say"),
    "speculation": ("speculate", "report", "suggest", "claim"),
    "statement": ("state", "say", "tell", "announce", "declare"),
    "suggestion": ("suggest", "hint", "imply", "say"),
    "insinuation": ("insinuate", "imply", "suggest"),
    "account": ("say", "tell", "describe", "recount"),
    "version": ("say", "tell", "claim"),
    "story": ("report", "say", "write", "tell"),
    "tale": ("report", "say", "write", "tell"),
    "article": ("report", "say", "write", "publish"),
    "post": ("post", "say", "write", "claim"),
    "posting": ("post", "say", "write", "claim"),
    "notion": ("suggest", "say", "claim"),
    "idea": ("suggest", "say", "propose"),
    "view": ("say", "argue", "believe"),
    "figure": ("say", "put", "report", "count"),
    "number": ("say", "put", "report", "count"),
    "toll": ("say", "put", "report", "count"),
    "finding": ("find", "conclude", "report"),
    "conclusion": ("conclude", "find", "say"),
    "complaint": ("complain", "say"),
    "criticism": ("criticize", "criticise", "say"),
    "warning": ("warn",),
    "contention": ("contend", "claim", "say", "argue"),
    "theory": ("suggest", "say", "claim", "argue"),
    "point": ("say", "argue", "claim"),
    "characterization": ("say", "call", "describe"),
}
#: What is done with a claim by the one whose claim it is.
MAKING = frozenset(
    {"make", "bring", "raise", "level", "publish", "spread", "put", "file", "report", "air"}
    | {"voice", "print", "circulate", "post", "advance", "broadcast", "issue"}
)
#: Nouns for what is said to be so, and called untrue.
TALES = frozenset(
    {"report", "rumor", "rumour", "claim", "allegation", "story", "accusation", "charge"}
    | {"tale", "article", "post", "posting"}
)
#: Nouns for having done wrong, which point to whatever somebody is accused of.
GUILT = frozenset({"wrongdoing", "misconduct", "impropriety", "malfeasance", "guilt", "guilty"})
#: Cues by which somebody is accused.
ACCUSING = frozenset(
    {"accuse", "allege", "charge", "blame", "sue", "indict", "implicate", "fault", "insinuate"}
    | {"accusation", "allegation", "lawsuit", "complaint", "complain", "level"}
)
#: Nouns for what somebody is accused of.
CHARGES = frozenset({"accusation", "allegation", "charge"})
#: Cues by which a paper brings out what it has found, which is not what it accuses anybody of.
BRINGING_OUT = frozenset({"publish", "report", "reveal", "describe", "show", "announce", "cite"})
#: Of these it is the whole that is called untrue, and so what it tells first of all.
WHOLE = frozenset({"story", "tale", "article", "post", "posting"})
TOLD = frozenset({"account", "version"})
#: Cues by which any claim may be made.
SAYING = frozenset(
    {"say", "tell", "claim", "report", "write", "state", "allege", "tweet", "post", "suggest"}
    | {"insist", "announce", "according", "accuse", "declare", "assert", "maintain", "argue"}
    | {"show", "speak", "reveal", "warn", "describe", "publish", "quote", "charge", "add"}
)
#: Nouns for an act or accord, by the verbs and nouns that they take up.
DERIVED: dict[str, tuple[str, ...]] = {
    "understanding": ("agree", "understand", "deal", "accord", "mechanism", "pact"),
    "agreement": ("agree", "deal", "sign", "accord", "pact", "understanding"),
    "deal": ("agree", "agreement", "sign", "accord", "pact", "sell", "buy"),
    "arrangement": ("agree", "arrange", "deal"),
    "pledge": ("pledge", "promise", "vow"),
    "promise": ("promise", "pledge", "vow"),
    "plan": ("plan", "intend", "prepare"),
    "attack": ("attack", "strike", "shell", "bomb", "fire", "assault"),
    "strike": ("strike", "attack", "bomb", "shell"),
    "message": ("send", "mail", "email", "write", "text", "call"),
    "meeting": ("meet", "talk", "negotiate"),
    "talk": ("talk", "negotiate", "meet"),
    "payment": ("pay", "bribe", "transfer"),
    "order": ("order", "instruct", "command"),
    "shipment": ("ship", "send", "deliver", "transport", "supply"),
    "death": ("die", "kill", "dead"),
    "killing": ("kill", "murder", "shoot"),
    "violation": ("violate", "breach", "break"),
    "offer": ("offer", "propose", "bid"),
    "ban": ("ban", "prohibit", "bar"),
    "link": ("link", "tie", "connect"),
    "involvement": ("involve", "behind", "carry", "plot", "orchestrate"),
}
