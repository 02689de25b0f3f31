"""Makes failure_log.csv, byte for byte. The rows are written by hand and invented; nothing is drawn at random."""

from __future__ import annotations

import csv
import io
from pathlib import Path

COLUMNS = (
    "case_id half sector what_failed recipe chance_sealed cap lost causes reason told_after somebody_named "
    "expected_before changed_after"
).split()

# half | sector | what failed | recipe? | chance sealed, % | cap, EUR | lost, EUR | causes | reason, 1 to 9 |
# days until told | somebody named? | what was expected, in the log | what changed afterwards
ROWS = """
H1|library|Reading hour moved to Sunday morning in one of nine branches; 4 of 30 seats filled|no|50|600|420|1|8|2|no|Half of the seats filled by week 4, as Sunday is the free day here|Sunday dropped; Thursday evening tried next
H1|library|Return box not emptied over a holiday; 60 books wet|yes|||700|1|2|6|yes||Box is on the holiday list
H1|hospital|Wrong infusion rate typed twice in one night|yes|||0|1|2|9|yes||Pump asks again above a limit
H1|hospital|Night round skipped by one nurse to sleep; a patient fell|yes|||5200|1|1|21|yes||Warning given; doors of the rest room have a light
H1|hospital|Blood samples late: lift out of order, a new courier, an unlabelled door|yes|||1900|3|6|4|yes||Second route on the courier map
H1|hospital|Letter template with an old phone number sent for a month|yes|||300|1|4|30|yes||Owner named for each template
H1|tax office|Chat robot told 900 callers a wrong date; three versions of the calendar were in use|yes|||8000|3|6|12|yes||One calendar for all
H1|tax office|Form tested with 20 citizens before print; 13 did not find the second page|no|60|500|380|1|8|1|no|At least 15 of 20 find it, as in the paper test|Second page moved to the front
H1|tax office|New clerk set a refund limit without having been shown how|yes|||2600|1|3|7|yes||Shadow day before the first shift
H1|shop|Evening opening in all 40 shops at once; few came|no|||96000|1|8|60|yes||Hours back to normal
H1|shop|Fridge alarm muted for a week; goods thrown away|yes|||4100|1|2|8|yes||Alarm cannot be muted for more than an hour
H1|shop|Till update on the day of a sale, with a part-time team and a full car park|yes|||15000|3|6|3|yes||No updates on sale days
H1|software|Start page with one question in place of five, shown to 2 % of visitors; fewer signed up|no|50|900|640|1|8|5|no|More sign up, as three interviews suggest|Two questions are tried next
H1|software|Backup not restored for a year; the tape was empty|yes|||11000|1|2|40|yes||Restore is tested each month
H1|software|Storm of login requests that no model had shown|yes|||7000|4|6|1|no||Limit per second set
H1|software|Bold new price for every customer in one night, copied from a book|no|||130000|1|7|90|yes||Price taken back
H2|library|Late-night study room, one branch, four Fridays; 3 visitors in all|no|40|800|610|1|8|2|no|At least 25 visits in four weeks, as students had asked for it|Room offered in exam weeks only
H2|library|Tool lending, one shelf, eight weeks, to see what people would borrow; little went out|no|50|400|350|1|9|3|no|No idea which tools; stop at eight weeks|The two tools that did go out moved to the front desk
H2|library|Membership cards printed with the wrong year|yes|||900|1|2|14|yes||A second pair of eyes before print
H2|hospital|A robot nurse bought for all wards after a fair; nobody used it|no|60|250000|210000|1|8|120|yes|Nurses will be glad of it|A committee was founded
H2|hospital|Two bands for one patient: same name, two beds moved, one screen frozen|yes|||0|3|6|1|yes||Bands are read aloud by two people
H2|hospital|Silent alarm on one ward for two nights; a nurse had to run more|no|50|300|240|1|8|1|no|Fewer alarms missed, since the noise hides them; a second nurse stands by|Light at the door is tried next
H2|hospital|Hand gel used up because nobody ordered over the summer|yes|||150|1|2|11|yes||Order runs by itself
H2|hospital|Doctor kept signing for checks not made, after two talks about it|yes|||3000|1|1|35|yes||Suspended; checks are sampled
H2|tax office|Phone line opened an hour earlier in one town; calls only moved|no|45|1200|980|1|8|2|yes|At least 80 calls fewer at noon, as the survey said|No change of hours in the other towns
H2|tax office|Third trial of the same reminder text, with the same result as the first two|no|85|500|500|1|8|3|no|The text works this time|
H2|tax office|Wrong form number on the web page for a day|yes|||200|1|2|1|yes||Page is checked by a second person
H2|shop|Returns without a receipt, one shop, three weeks; stopped at the cap on day 9|no|55|1500|1480|1|8|1|yes|Loss under 1,000, as in the sister shop abroad|Stopped on day 9; limit of 30 a person for the next trial
H2|shop|Forklift key left in; a boy started it: gate open, guard ill, new key hook|yes|||600|3|6|2|yes||Key goes with the driver
H2|shop|New shelf order in every shop after one manager dreamt of it|no|70|60000|54000|1|8|75|yes|Sales up by 3 %, as he was sure|Order taken back
H2|software|Search that guesses, for 1 % of users, two weeks; slower for all of them|no|35|700|520|1|9|2|no|We do not know if the guess is fast enough; stop at two weeks|Guess is made at night instead
H2|software|Test data sent to real customers by a tired colleague at 23:40|yes|||2000|1|2|1|yes||Test system cannot send
"""


def table() -> str:
    """The table as CSV text."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for number, line in enumerate(ROWS.strip().splitlines(), start=1):
        half, sector, *rest = line.split("|")
        writer.writerow([f"FL-{number:02d}", f"2025-{half}", sector, *rest])
    return out.getvalue()


def write(folder: Path) -> None:
    """Write the table into a folder."""
    (folder / "failure_log.csv").write_text(table(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    write(Path(__file__).parent)
