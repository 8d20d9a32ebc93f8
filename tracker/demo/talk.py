"""What was said in the group discussions: three set questions, and answers tied to goals."""

#: The three set questions of an ordinary meeting.
QUESTIONS = (
    "Vilket bra exempel från er egen verksamhet vill ni lyfta?",
    "Vilken utmaning har ni stött på?",
    "Vad vill ni se mer av?",
)
#: Those of the annual follow-up.
FOLLOW_UP_QUESTIONS = (
    "Vilket mål har vi kommit längst med i år, och varför?",
    "Vad ska vi sluta göra eller göra annorlunda nästa år?",
    "Vilket behov saknar någon som ansvarar?",
)

#: {goal: (good example, challenge, wish), each said by an organisation}.
ANSWERS: dict[str, tuple[tuple[str, str], tuple[str, str], tuple[str, str]]] = {
    "1.1": (
        ("Samma kontaktperson hela vägen. De unga svarar när vi ringer.", "Socialtjänst"),
        ("Sekretessen tolkas olika. Vi tappar veckor i början.", "Polisen"),
        ("Sommarjobb som delas ut efter behov och inte efter lott.", "Älvstadshem"),
    ),
    "1.2": (
        ("Vuxna i matsalen varje dag. Bråken där har nästan upphört.", "Utbildning"),
        ("Kränkningarna flyttar till nätet efter skolans slut.", "Utbildning"),
        ("Elever som får vara med och rita om skolgården.", "Fritid och kultur"),
    ),
    "1.3": (
        ("En lägenhet på annan ort inom tre dagar gjorde skillnad.", "Frivården"),
        ("Vi ser nya ansikten men vet inte vem som ska ringa.", "Nattvandrarna"),
        ("En person som äger frågan, inte fyra som delar den.", "Socialtjänst"),
    ),
    "2.1": (
        ("Teamet söker upp i stället för att vänta.", "Socialtjänst"),
        ("Den som inte talar svenska får vänta på tolk.", "Jouren Ronja"),
        ("Stöd även på helger, då flest ringer.", "Jouren Ronja"),
    ),
    "2.2": (
        ("Hemtjänsten ställer frågan vid varje ny planering.", "Vård och omsorg"),
        ("Personalen är rädd att fråga utan att veta vad som händer sedan.", "Regionen"),
        ("En kort utbildning för alla nyanställda.", "Regionen"),
    ),
    "3.1": (
        ("Polis, väktare och fastighetsägare delar samma lista varje fredag.", "Gata och park"),
        ("Efter stängning samlas alla på samma torg.", "Älvstad Centrum"),
        ("Fler sena bussar, så att torget töms.", "Räddningstjänst"),
    ),
    "3.2": (
        ("Ett telefonnummer för klotter. Vi sanerar samma dag.", "Gata och park"),
        ("Skador på skolor anmäls sent, ofta efter lovet.", "Älvstadshem"),
        ("Bygg bort trasiga cykelställ i stället för att laga dem.", "Gata och park"),
    ),
    "3.3": (
        ("Trygghetsvandringen gav oss tolv konkreta platser.", "Älvstadshem"),
        ("Ingen är ansvarig för målet. Frågan hamnar mellan stolarna.", "Kommunledning"),
        ("Återkoppling till dem som går vandringarna.", "Nattvandrarna"),
    ),
    "4.1": (
        ("Kuratorn på gymnasiet har öppen dörr varje lunch.", "Utbildning"),
        ("Väntetiden till stöd är längre än modet att söka det.", "Regionen"),
        ("Samma budskap från skola, förening och hem.", "Fritid och kultur"),
    ),
    "4.2": (
        ("Gemensam tillsyn tog en kväll i stället för tre.", "Kommunledning"),
        ("Utbildad krogpersonal byter arbete inom ett år.", "Kommunledning"),
        ("Kontroller även en vanlig onsdag.", "Polisen"),
    ),
    "5.1": (
        ("Banken ringde oss, och pengarna kunde stoppas.", "Polisen"),
        ("Hemtjänsten märker det först, men vet inte vart de ska vända sig.", "Vård och omsorg"),
        ("Ett eget möte om bedrägerier mot äldre.", "Polisen"),
    ),
    "5.2": (
        ("Eleverna lär varandra i kursen. De vet mer än vi.", "Utbildning"),
        ("Skolan vet inte vem de ska ringa när ett barn har kontaktats.", "Utbildning"),
        ("Kursen i alla skolor, inte bara i sju.", "Utbildning"),
    ),
}

#: Answers that concern no goal, one for each question.
GENERAL = (
    ("Att vi träffas. Jag vet vem jag ska ringa.", "Räddningstjänst"),
    ("Underlaget kom dagen före. Då hinner ingen förankra.", "Älvstad Centrum"),
    ("Kortare möten, men underlag en vecka innan.", "Älvstadshem"),
)

#: What was said when the year was followed up: for each of three years, on each question,
#: (goal, text, organisation).
FOLLOW_UP_SAID: tuple[tuple[tuple[tuple[str, str, str], ...], ...], ...] = (
    (
        (
            ("1.1", "De sociala insatsgrupperna är igång. Nu vet alla vem som gör vad.", "Polisen"),
            ("3.2", "Klottret tas bort fortare än förr.", "Älvstadshem"),
        ),
        (
            ("3.1", "Sluta kartlägga våldet på nytt. Börja arbeta på de tre gatorna.", "Polisen"),
            ("4.1", "Gruppstödet når för få. Pröva enskilt stöd.", "Regionen"),
        ),
        (
            ("3.3", "Tryggheten utomhus. Alla gör lite, ingen håller ihop.", "Gata och park"),
            ("5.2", "Barn som kontaktas av vuxna på nätet.", "Utbildning"),
        ),
    ),
    (
        (
            ("3.1", "Fredagspassen. Vi ser samma personer och kan prata med dem.", "Nattvandrarna"),
            ("2.2", "Hemtjänsten frågar om våld vid varje ny planering.", "Vård och omsorg"),
        ),
        (
            ("1.2", "Mät tryggheten två gånger per läsår i stället för en.", "Utbildning"),
            ("1.3", "Lägg ner studion. Den nådde fel ungdomar.", "Fritid och kultur"),
        ),
        (
            ("5.1", "Bedrägerierna. Polisen informerar, men vem förebygger?", "Polisen"),
            ("3.3", "Målet om trygghet utomhus har fortfarande ingen ansvarig.", "Kommunledning"),
        ),
    ),
    (
        (
            (
                "3.1",
                (
                    "Våldet i centrum. Polis, väktare och fastighetsägare träffas varje fredag och "
                    "delar samma lista."
                ),
                "Gata och park",
            ),
            (
                "2.1",
                "Stödet till våldsutsatta. Teamet söker upp i stället för att vänta.",
                "Socialtjänst",
            ),
            ("3.1", "Platssamverkan. Butikerna ringer oss tidigare nu.", "Älvstad Centrum"),
        ),
        (
            ("5.1", "Ge bedrägerier mot äldre ett eget möte nästa år.", "Polisen"),
            ("4.2", "Utbilda krogpersonal varje år, inte vart tredje.", "Kommunledning"),
        ),
        (
            (
                "5.1",
                "Äldre som blir lurade på telefon. Hemtjänsten märker det först.",
                "Vård och omsorg",
            ),
            (
                "5.2",
                "Barn som kontaktas av vuxna på nätet. Skolan vet inte vem de ska ringa.",
                "Utbildning",
            ),
            ("3.3", "Målet om trygghet utomhus har ingen ansvarig.", "Kommunledning"),
        ),
    ),
)
#: Goals that came up where the whole programme was on the table.
OVERVIEW_GOALS = (("1.1", "3.2"), ("5.1", "4.1"), ("5.1", "2.2"))

#: Short points of information, one for each meeting in turn.
INFORMATION = (
    "Länsstyrelsen bjuder in till en dag om lägesbilder. Nattvandrarna söker fler vuxna.",
    "Ungdomsenkäten går ut i mars. Rapporten visas på rådets nästa möte.",
    "Ny områdespolis på Norrgården. Brottsofferveckan har egna aktiviteter på biblioteket.",
    "Kommunens medborgarlöfte är klart. Skolornas plan mot kränkningar ses över.",
)
