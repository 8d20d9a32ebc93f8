"""Cells of CSV that no spreadsheet runs, and what they were before they were made so."""

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def inert(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula. Plain negative numbers stay.

    It is kept as text by an apostrophe before it (OWASP, CSV injection). So is a text that already
    reads as one kept so, or `revived` would take an apostrophe that was its own.
    """
    return f"'{cell}" if _looks_live(cell) or _looks_inert(cell) else cell


def revived(cell: str) -> str:
    """Return what a cell was before `inert`."""
    return cell[1:] if _looks_inert(cell) else cell


def _looks_live(cell: str) -> bool:
    return cell.lstrip(" ").startswith(_FORMULA_STARTS) and not _is_number(cell)


def _looks_inert(cell: str) -> bool:
    bare = cell.lstrip("'")
    return cell.startswith("'") and _looks_live(bare)


def _is_number(cell: str) -> bool:
    try:
        float(cell.replace(",", "."))
    except ValueError:
        return False
    return True
