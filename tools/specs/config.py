"""What a .cfg of TLC says, as far as the manifest has to agree with it."""

import dataclasses
import re

_SECTIONS = {
    "SPECIFICATION": "specification", "INIT": "init", "NEXT": "next",
    "CONSTANT": "constants", "CONSTANTS": "constants",
    "INVARIANT": "invariants", "INVARIANTS": "invariants",
    "PROPERTY": "properties", "PROPERTIES": "properties",
    "SYMMETRY": "symmetry", "VIEW": "view", "CHECK_DEADLOCK": "deadlock",
    "CONSTRAINT": "constraints", "CONSTRAINTS": "constraints",
    "ACTION_CONSTRAINT": "constraints", "ACTION_CONSTRAINTS": "constraints",
}
DEADLOCK = "Deadlock"  # how the manifest names the check that CHECK_DEADLOCK switches


@dataclasses.dataclass
class Config:
    """One .cfg."""

    invariants: list = dataclasses.field(default_factory=list)
    properties: list = dataclasses.field(default_factory=list)
    # What takes the place of what: Operator <- Other.
    overrides: dict = dataclasses.field(default_factory=dict)
    # Constants that are sets, with the number of their elements.
    set_sizes: dict = dataclasses.field(default_factory=dict)
    symmetry: bool = False
    deadlock: bool = True

    def names(self):
        """Everything that TLC checks, in one list."""
        return self.invariants + self.properties + ([DEADLOCK] if self.deadlock else [])


def parse(text):
    """Reads a .cfg; raises ValueError for what this reader or TLC would misunderstand."""
    text = re.sub(r"\(\*.*?\*\)", " ", text, flags=re.DOTALL)
    text = re.sub(r"\\\*.*", "", text)
    for newer in re.findall(r"\b(?:ALIAS|POSTCONDITION|PERIODIC)\b", text):
        # TLC 2.18 takes a keyword that it does not know for one more name.
        raise ValueError(f"{newer} is no keyword of TLC 2.18")
    parts = re.split(rf"\b({'|'.join(sorted(_SECTIONS, key=len, reverse=True))})\b", text)
    if parts[0].strip():
        raise ValueError(f"it begins with {parts[0].split()[0]}")
    config = Config()
    for keyword, body in zip(parts[1::2], parts[2::2]):
        section = _SECTIONS[keyword]
        if section in ("invariants", "properties"):
            getattr(config, section).extend(body.split())
        elif section == "symmetry":
            config.symmetry = True
        elif section == "deadlock":
            config.deadlock = body.strip() != "FALSE"
        elif section == "constants":
            _constants(body, config)
    return config


def _constants(body, config):
    for name, target in re.findall(r"(\w+)\s*<-\s*(?:\[\w+\]\s*)?(\w+)", body):
        config.overrides[name] = target
    for name, elements in re.findall(r"(\w+)\s*=\s*\{([^{}]*)\}", body):
        config.set_sizes[name] = len([e for e in elements.split(",") if e.strip()])
