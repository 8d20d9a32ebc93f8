"""Builds notes of an invented council, in the form that documents are exported in."""

HEADER_ROW = "Ärende:\tOmfattning/notering:\tFöredragande:"
QUESTIONS = (
    "Vilken insats vill ni berätta om för de andra?",
    "Beskriv ett hinder ni mötte under 2030.",
    "Vad behöver ni från rådet 2031?",
)
POINTS = (
    "ABC: ny enkät, svar till skolorna.",
    "Start för Lugna kvällar - hela veckan, fler vuxna ute.",
    "Föreläsning och frukost: 20 mars.",
)
NUMBERED = (
    f'<ol style="list-style-type: none"> 1. {QUESTIONS[0]} 2. {QUESTIONS[1]} 3. {QUESTIONS[2]}'
)
NAMES = (
    "Alva Ek, ~~Bo Lund~~, Carl-Erik Åström, ~~Disa Öberg~~ (ersättare Ebba von Platen Dahl), "
    "Frans Nyman."
)
ROWS = (
    "Föregående möte\tÄlvstads Brå 2030-12-03 mötesanteckningar.pdf Godkändes.\tAlva Ek Ordförande",
    "Lägesbild från polisen.\t<p>Bo berättade om 2030.</p> <p>Sedan kom ett nytt</p>\tGreta Falk",
    "",
    "\t<p>arbetssätt som prövas i centrum.</p> <p>Polisen ökar sin närvaro på</p>\t",
    "--\t---\t--",
    "",
    "\t<p>fritidsgårdar, även <b>digitalt</b> &amp; på nätet.</p>\t",
    "<p>Uppföljning av arbetet</p>\t<p>Ett årshjul visades.</p>\t<p>Hedda Wik</p>",
    "",
    f"Gruppdiskussioner\t<p>Vi utgick från tre frågeställningar:</p> {NUMBERED}\tIvar Bäck, Samtliga",
    "Uppsamlande diskussion\tSummering i helgrupp.\tSamtalsledarna",
    f"Korta informationspunkter\t<ul> - {POINTS[0]} - {POINTS[1]} - {POINTS[2]} </ul>\tKansliet",
)


def notes_text(
    *,
    council="Älvstads Brå",
    heading="Anteckningar",
    when="Tid: 2031-02-18, kl. 15.00 – 16.30",
    place="Fysiskt möte, KS sammanträdesrum",
    names=NAMES,
    header_row=HEADER_ROW,
    rows=ROWS,
    note_taker="Jonna Puck Salin",
):
    """Build notes; a part that is None is left out."""
    parts = [
        council,
        heading,
        when,
        place,
        None if names is None else f"Närvarande:\n\n{names}",
        None if rows is None else "\n".join([*([header_row] if header_row else []), *rows]),
        None if note_taker is None else f"Antecknat av:\n\n{note_taker}",
    ]
    return "\n\n" + "\n\n".join(part for part in parts if part is not None) + "\n"
