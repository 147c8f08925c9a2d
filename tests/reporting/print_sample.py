"""A realistic printed report, written by hand to the contract in static/css/print.css.

Texts and figures follow a published delårsrapport. ``sample_html(chapters=n)`` repeats the chapters for
longer files.
"""

from html import escape

ARMS = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 80 96"><title>Kommunens vapen</title>'
    '<path d="M4 4h72v40c0 24-14 38-36 48C18 82 4 68 4 44z" fill="#0f3d5e"/></svg>'
)
TITLE = "Delårsrapport 2023 för Sydnärkes IT-nämnd"
COLUMNS = ("Budget", "Utfall 2023-07-31", "Årsprognos", "Avvikelse")
STATEMENT = [
    ("Intäkter", "−41 391", "−24 199", "−41 891", "500"),
    ("Personalkostnader", "12 730", "7 159", "12 480", "250"),
    ("Datorer & basutrustning", "200", "30", "50", "150"),
    ("Tele- och datakommunikation", "1 100", "1 395", "2 600", "−1 500"),
    ("Licenser & serviceavtal", "9 400", "7 152", "11 800", "−2 400"),
    ("Övrigt tjänsteköp", "3 162", "1 602", "3 162", "0"),
    ("Resor & kurser", "200", "107", "200", "0"),
    ("Övriga kostnader", "400", "155", "400", "0"),
    ("Lokalhyror", "826", "558", "826", "0"),
    ("Kapitalkostnader", "13 373", "7 207", "12 329", "1 044"),
]
TOTAL = ("Summa", "0", "1 166", "1 956", "−1 956")

GOOD, PARTLY, BAD, NEUTRAL = "good", "partly", "bad", "neutral"
WORDS = {GOOD: "Uppnås", PARTLY: "Uppnås delvis", BAD: "Uppnås inte", NEUTRAL: "Saknas"}
GOALS = [
    (
        "Lekebergs kommun gör det enkelt för sina medborgare att bo i Lekeberg",
        None,
        [
            ("Antal e-tjänster för medborgare", "45 st.", "55 st.", "50 st.", GOOD),
            ("Antal e-tjänster för medarbetare", "19 st.", "22 st.", "20 st.", GOOD),
            ("Andel e-tjänster som per automatik återger ärendestatus", "63 %", "65 %", "50 %", GOOD),
        ],
    ),
    (
        "Nämndmål: Ge god service och IT-drift av hög kvalitet",
        PARTLY,
        [
            ("Minska genomsnittlig ärendehanteringstid för incidenter", "14 st", "20", "högst 20 st", GOOD),
            ("Andel besvarade samtal efter 20 respektive 60 sekunder", "83 %", "80 %", "80 %", GOOD),
            ("Tillgänglighet för servrar, accesspunkter och tjänster", "98,53 %", "99 %", "98,5 %", GOOD),
            ("Värde Nöjd Kund Index (NKI)", "7,06 %", "7 %", "≥ 7 %", GOOD),
            ("Minska antalet pågående incidenter", "178 st", "175", "Minska från 125 st", BAD),
            ("Minska antalet pågående tjänsteförfrågan", "78 st", "90", "minska från 100 st", GOOD),
            ("Minska antalet pågående förändringsärenden", "54 st", "50", "minska från 40 st", BAD),
        ],
    ),
    (
        "Nämndmål: Ökad samverkan över kommungränserna",
        PARTLY,
        [
            ("Att i samtliga förvaltningssubjekt styra objektet efter beslutad plan", "9", "9", "10", PARTLY),
            ("Nämnderna och styrelsen håller sin budgetram", "−1 166 tkr", "−1 956 tkr", "0 tkr", BAD),
        ],
    ),
    (
        "Nämndmål: Underlätta för digitala möten och att en hållbar teknik används",
        BAD,
        [
            ("Öka antalet återbrukade datorer och servrar", "262 st", "250 st", "1 100 st", BAD),
            ("Införa återbruk för nya mobila enheter", "25 st", "25 st", "50 st", PARTLY),
            ("Resepolicyn är reviderad", "—", "—", "Ja", NEUTRAL),
        ],
    ),
]
DECISIONS = [
    (
        "Att inleda dialog med Lekebergs kommun om hur lokalfrågan ska lösas.",
        "Pågår",
        "IT har att tillsammans med övriga verksamheter planera utifrån tandläkarens kommande utflyttning.",
    ),
    (
        "Att initiera och vid behov facilitera arbetet med informationsklassning i medlemskommunerna.",
        "Pågår",
        "Klassningsarbetet är genomfört till viss del och behöver belysas mer i verksamheterna.",
    ),
    ("Att förtydliga vad som ingår i medlemsbidraget till IT-nämnden.", "Klart", "Remissrundan är avslutad."),
]


SHARES = {"amount": 11, "percent": 9, "quantity": 13, "status": 18}  # per cent of a table's width


def status(tone: str) -> str:
    return f'<span class="status tone-{tone}">{WORDS[tone]}</span>'


def heading(level: int, number: str, text: str) -> str:
    return f'<h{level}><span class="number">{number}</span> {escape(text)}</h{level}>'


def table(caption: str, columns: list[tuple[str, str]], bodies: str, unit: str = "") -> str:
    """``columns`` are (heading, kind); ``bodies`` is the ready-made tbody HTML."""
    shown_unit = f' <span class="unit">({unit})</span>' if unit else ""
    given = sum(SHARES.get(kind, 0) for _, kind in columns)
    rest = (100 - given) // sum(kind not in SHARES for _, kind in columns)
    cols = "".join(f'<col class="{kind} w{SHARES.get(kind, rest)}">' for _, kind in columns)
    heads = "".join(f'<th scope="col" class="{kind}">{name}</th>' for name, kind in columns)
    return (
        f'<table class="data"><caption>{caption}{shown_unit}</caption><colgroup>{cols}</colgroup>'
        f"<thead><tr>{heads}</tr></thead>{bodies}</table>"
    )


def amount_row(kind: str, cells: tuple[str, ...]) -> str:
    label, *amounts = cells
    return (
        f'<tr class="{kind}"><th scope="row" class="label">{escape(label)}</th>'
        + "".join(f'<td class="amount">{amount}</td>' for amount in amounts)
        + "</tr>"
    )


def statement_table() -> str:
    rows = [amount_row("line", line) for line in STATEMENT]
    rows.insert(1, amount_row("subtotal", ("Summa intäkter", *STATEMENT[0][1:])))
    rows.append(amount_row("total", TOTAL))
    columns = [("Post", "label"), *((name, "amount") for name in COLUMNS)]
    return table("Ekonomiskt resultat", columns, f"<tbody>{''.join(rows)}</tbody>", "tkr")


def wide_table() -> str:
    names = ["Budget", "Periodbudget", "Utfall", "Avvikelse period", "Prognos 1", "Prognos 2", "Avvikelse"]
    columns = [("Projekt", "label"), *((name, "amount") for name in names), ("Förbrukat", "percent")]
    figures = ["1 200", "700", "−1 166,5", "33", "1 000", "1 100", "−100"]
    lines = "".join(
        amount_row("line", (f"Utbyte av accesspunkter, etapp {n}", *figures)).replace(
            "</tr>", '<td class="percent">48,0 %</td></tr>'
        )
        for n in range(1, 32)
    )
    total = amount_row(
        "total", ("Summa", "37 200", "21 700", "−36 161,5", "1 023", "31 000", "34 100", "−3 100")
    )
    total = total.replace("</tr>", '<td class="percent">48,0 %</td></tr>')
    made = table("Investeringar per projekt", columns, f"<tbody>{lines}{total}</tbody>", "tkr")
    return f'<div class="table-block wide"><div>{made}</div></div>'


def goal_table() -> str:
    bodies = ""
    for goal, verdict, indicators in GOALS:
        shown = f" {status(verdict)}" if verdict else ""
        bodies += f'<tbody><tr class="group"><th scope="rowgroup" colspan="5">{goal}{shown}</th></tr>'
        for name, current, forecast, target, tone in indicators:
            bodies += (
                f'<tr class="line"><th scope="row" class="label">{name}</th>'
                f'<td class="quantity">{current}</td><td class="quantity">{forecast}</td>'
                f'<td class="quantity">{target}</td><td class="status">{status(tone)}</td></tr>'
            )
        bodies += "</tbody>"
    columns = [
        ("Indikator", "label"),
        ("Nuvärde", "quantity"),
        ("Prognos", "quantity"),
        ("Målvärde", "quantity"),
        ("Bedömning", "status"),
    ]
    return table("Mål och indikatorer", columns, bodies)


def decision_table() -> str:
    rows = "".join(
        f'<tr class="line"><th scope="row" class="text">{decision}</th>'
        f'<td class="status">{state}</td><td class="text">{comment}</td></tr>'
        for decision, state, comment in DECISIONS
    )
    columns = [("Beslut", "text"), ("Status", "status"), ("Kommentar", "text")]
    return table("Fattade politiska beslut", columns, f"<tbody>{rows}</tbody>")


INTRODUCTION = """\
<div class="prose">
<p>Perioden har präglats av intensivt arbete bakom kulisserna för att testa och genomföra automations- och
digitaliseringsprojektet gällande <strong>automatiskt kontoskapande</strong>. Den nya lösningen sattes i
slutet av maj och innebär ökad automation och datasäkerhet i anställningsprocesserna i våra kommuner som
använder digital anställning i kombination med minskad manuell hantering internt inom IT-förvaltningen.</p>
<p>Genomförd kundenkät ger ett NKI <em>(Nöjd Kund Index)</em> på 7,06 på en skala 1–10 vad gäller bemötande,
service och total leverans, vilket vi är glada över. Mer om måttet finns hos <a
href="https://www.kolada.se/">Kolada</a>, och utfallet i <a href="#ekonomi-1">ekonomisk rapport</a>.</p>
<ul><li>Genomförandet av Intune som hanteringsverktyg av mobila enheter.</li>
<li>Städa och avsluta automatiskt kontoskapandeprojektet.
<ul><li>Se över möjligheter till redundans mellan Laxå och Hallsberg.</li></ul></li></ul>
<ol><li>Fortsätta etableringen av förvaltningsobjekten.</li><li>Se över Windows 11 under 2024.</li></ol>
<h4>Pågående ärenden</h4>
<table><thead><tr><th scope="col">Slag</th><th scope="col">Antal</th></tr></thead>
<tbody><tr><td>Incidenter</td><td>178</td></tr>
<tr><td>Tjänsteförfrågan</td><td>78</td></tr></tbody></table>
<blockquote><p>Fortsatt hög tillgänglighet i Servicedesk under perioden.</p></blockquote></div>"""

ECONOMY = """\
<div class="prose">
<p>SYD-IT prognosticerar ett underskott om 1 956 tkr för 2023. Vakanser inom personalen under våren gör att
ett överskott prognosticeras om 250 tkr på helåret. Kostnaderna för datakommunikation prognosticeras till
ett underskott om 1 500 tkr då kostnaderna för WAN har ökat. Det beror på att verksamheterna ställer högre
krav på snabb internetaccess samt att det sker utbyggnation när verksamheterna inte gräver ned kommunal
fiber.</p>
<p>Det största underskottet prognosticeras för licenser och serviceavtal. Översynen av kostnaderna
fortsätter under hösten. Kapitalkostnaderna för 2023 blir 1 044 tkr mindre än budgeterat.</p></div>"""


def chapter(number: int) -> tuple[list[tuple[int, str, str]], str]:
    """A chapter with every kind of block, and its lines in the table of contents: (level, id, text)."""
    first, goals, economy = f"inledning-{number}", f"mal-{number}", f"ekonomi-{number}"
    entries = [
        (2, first, f"{number} Inledning och verksamhet"),
        (3, goals, f"{number}.1 Mål"),
        (3, economy, f"{number}.2 Ekonomisk rapport"),
        (4, f"{economy}-inv", f"{number}.2.1 Investeringar"),
    ]
    body = (
        f'<section class="section" id="{first}">'
        f"{heading(2, str(number), 'Inledning och verksamhet')}"
        f"<section>{heading(3, f'{number}.0', 'Perioden i korthet')}{INTRODUCTION}</section>"
        f'<section id="{goals}">{heading(3, f"{number}.1", "Mål")}{decision_table()}{goal_table()}'
        '<p class="note">Bedömningen bygger på prognosen för helåret.</p></section>'
        f'<section id="{economy}">{heading(3, f"{number}.2", "Ekonomisk rapport")}{ECONOMY}'
        f"{statement_table()}"
        '<p class="note">Avrundningsdifferens: de redovisade delsummorna kan avvika från summan.</p>'
        f'<section id="{economy}-inv">{heading(4, f"{number}.2.1", "Investeringar")}'
        f"{wide_table()}</section></section></section>"
    )
    return entries, body


def sample_html(chapters: int = 1, extra: str = "") -> str:
    """The whole page. ``extra`` is put last in the report."""
    made = [chapter(number) for number in range(1, chapters + 1)]
    toc = "".join(
        f'<li class="level-{level}"><a href="#{target}">{text}</a></li>'
        for entries, _ in made
        for level, target, text in entries
    )
    return (
        f'<!doctype html><html lang="sv"><head><meta charset="utf-8"><title>{TITLE}</title></head><body>'
        f'<header class="cover"><div class="cover-owner"><div class="arms">{ARMS}</div>'
        '<p class="owner">Lekebergs kommun</p></div>'
        f'<div class="cover-name"><h1 class="report-title">{TITLE}</h1>'
        '<p class="cover-committee">Sydnärkes IT-nämnd</p><p class="cover-period">Januari–juli 2023</p></div>'
        '<p class="mark">UTKAST daterad 1 september 2023</p>'
        '<dl class="facts"><div><dt>Datum</dt><dd>1 september 2023</dd></div>'
        "<div><dt>Status</dt><dd>Fastställd</dd></div><div><dt>Medlemskommuner</dt>"
        "<dd>Askersund, Hallsberg, Laxå och Lekeberg</dd></div></dl></header>"
        f'<nav class="toc"><h2 class="toc-title">Innehåll</h2><ol>{toc}</ol></nav>'
        f'<main class="report">{"".join(body for _, body in made)}{extra}</main></body></html>'
    )
