"""Compares what TLC found with what the manifest expects."""

from specs import tlc


def _found(row, result):
    """The name of what is violated; TLC leaves liveness properties unnamed."""
    if result.violated == tlc.LIVENESS and len(row.temporal) == 1:
        return row.temporal[0]
    return result.violated


def failure(row, result):
    """Why the row has failed, or an empty string."""
    if result.trouble:
        return f"{result.trouble}; that is no verdict"
    if row.config.symmetry and result.temporal:
        return "TLC checked liveness under SYMMETRY, which is not sound"
    found = _found(row, result)
    if found != row.violates:
        if not found:
            return f"everything holds, but {row.violates} should be violated"
        return f"{found} is violated, but {row.violates or 'nothing'} should be"
    for what, expected, got in (("distinct states", row.distinct, result.distinct),
                                ("depth", row.depth, depth(row, result))):
        if row.kind != "simulate" and expected is not None and expected != got:
            return f"{got} {what}, the manifest says {expected}"
    return ""


def depth(row, result):
    """Of the whole graph, or of the counterexample."""
    # A loop ends with a message that says where it goes back to; that is no state more.
    states = [message for message in result.states if message.code not in tlc.ENDINGS]
    return len(states) if row.violates else result.depth


def summary(row, result, seconds):
    """What a row that did as expected has to say."""
    many = f"{row.processes} process{'es' if row.processes > 1 else ''}"
    if row.violates:
        return (f"{row.id}: violates {row.violates}, as it should; {many}, "
                f"a trace of {depth(row, result)} states, {seconds:.1f} s"
                f"{f'; oracle: {row.oracle}' if row.oracle else ''}")
    if row.kind == "simulate":
        return f"{row.id}: {row.behaviours} behaviours of depth {row.depth}, {seconds:.1f} s"
    return (f"{row.id}: {len(row.properties)} properties hold; {many}, {result.distinct} distinct "
            f"states, depth {result.depth}, {seconds:.1f} s")
