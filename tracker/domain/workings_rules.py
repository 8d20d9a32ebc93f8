"""How reviews are judged: every rule, reservation and method in words, with its source."""

from tracker.domain.verdict_rules import RULES, Caution
from tracker.domain.verdicts import caution_sentence, caution_word
from tracker.domain.workings_parts import Section, Step
from tracker.text import _, mark

#: What a method is for, and where it was published.
_METHODS = (
    (
        mark("One municipality, counts: ratio of two Poisson rates, exact interval"),
        (
            "Clopper & Pearson (1934), Biometrika 26:404; Przyborowski & Wilenski (1940), Biometrika"
            " 31:313"
        ),
    ),
    (
        mark("Years that vary more than chance: Pearson's dispersion, quasi-Poisson"),
        "McCullagh & Nelder (1989), Generalized Linear Models, 4.5.2, 6.2",
    ),
    (
        mark("Surveys: interval of a share"),
        "Wilson (1927), Journal of the American Statistical Association 22:209",
    ),
    (
        mark("Surveys: difference of two shares"),
        "Newcombe (1998), Statistics in Medicine 17:873",
    ),
    (
        mark("Surveys: ratio of two shares"),
        "Donner & Zou (2012), Statistical Methods in Medical Research 21:347",
    ),
    (
        mark("Against comparison areas: relative effect size (RES)"),
        (
            "Gill & Spriggs (2005), Home Office Research Study 292; Farrington, Gill, Waples &"
            " Argomaniz (2007), Journal of Experimental Criminology 3:21"
        ),
    ),
    (
        mark("Against comparison areas, surveys: ratio of two ratios"),
        "Zou & Donner (2008), Statistics in Medicine 27:1693",
    ),
    (
        mark("A nearby place: weighted displacement difference (WDD)"),
        "Wheeler & Ratcliffe (2018), Crime Science 7:11",
    ),
    (
        mark("A nearby place: weighted displacement quotient (WDQ)"),
        "Bowers & Johnson (2003), Journal of Quantitative Criminology 19:275",
    ),
    (
        mark("Month by month: interrupted time series"),
        "Lopez Bernal, Cummins & Gasparrini (2017), International Journal of Epidemiology 46:348",
    ),
    (
        mark("Many indicators at once: share of false findings"),
        "Benjamini & Hochberg (1995), Journal of the Royal Statistical Society B 57:289",
    ),
    (
        mark("Other tests shown beside: Wald, score, square root, log-Wald"),
        "Gu, Ng, Tang & Schucany (2008), Biometrical Journal 50:283",
    ),
    (
        mark("Other tests shown beside: E-test"),
        "Krishnamoorthy & Thomson (2004), Journal of Statistical Planning and Inference 119:23",
    ),
)


def rule_sections() -> tuple[Section, ...]:
    """Return all that a verdict goes by, in words."""
    return (
        Section(
            id="rules",
            title=_("The rules"),
            steps=tuple(Step(title=rule.heading, words=rule.words) for rule in RULES),
        ),
        Section(
            id="reservations",
            title=_("Reservations that follow a figure wherever it is shown"),
            steps=tuple(
                Step(title=caution_word(one), words=caution_sentence(one)) for one in Caution
            ),
        ),
        Section(
            id="methods",
            title=_("The methods and where they were published"),
            steps=tuple(Step(title=_(what), words=where) for what, where in _METHODS),
        ),
    )
