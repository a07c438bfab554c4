"""The lower part of the last page: recipients on the left, the signature on the right."""

from __future__ import annotations

from treem.documents.layout.figures import punctuated
from treem.documents.layout.markup import paragraph, plain_table, run
from treem.documents.layout.paper import OfficialPaper
from treem.documents.layout.standard import PaperStandard

AS_ABOVE = "Như trên"


def tail(paper: OfficialPaper, standard: PaperStandard) -> list[str]:
    """Boxes 9b and 7a-7c of the decree's scheme, kept on one page."""
    room = standard.text_width(landscape=False)
    names = list(paper.recipients)
    if paper.addressees and not names[0].strip().startswith(AS_ABOVE):
        names.insert(0, AS_ABOVE)
    left = paragraph("RecipientsHead", run("Nơi nhận:")) + "".join(
        paragraph("Recipient", run(f"- {name}")) for name in punctuated(names)
    )
    right = "".join(paragraph("Authority", run(line.upper())) for line in paper.authority_lines)
    right += paragraph("Signer", run(paper.signer_name))
    return [paragraph("TitleGap", ""), plain_table([room / 2, room / 2], [[left, right]])]
