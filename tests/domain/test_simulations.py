"""What chance alone makes of the rules, and how many true changes they find.

Seeded simulations through the product's own comparison. Where the rules do not keep what they
promise (years that vary more than chance, and few of them), a test says how far off they are.
"""

from math import sqrt

import numpy as np
import pytest

from tests.domain.effect_builders import series
from tracker.domain.effects import Against, Caution, compare, compare_all
from tracker.domain.indicators import Observation, Period
from tracker.domain.terms import Finding

CHANGED = {Finding.DECREASED, Finding.INCREASED}
BEGINS = 2015


def draw(random, means, *, spread=1.0):
    """Return counts about their means: Poisson's, or with a variance `spread` times the mean."""
    if spread == 1:
        return random.poisson(means)
    return random.poisson(random.gamma(np.asarray(means) / (spread - 1), spread - 1))


def years(counts, populations):
    return tuple(
        Observation(year=BEGINS + place, count=int(count), population=float(population))
        for place, (count, population) in enumerate(zip(counts, populations, strict=True))
    )


def judge(table, lengths, *, population=50_000, comparisons=()):
    """Compare each row's last years: `lengths` are the periods'. Return the changes."""
    long = table.shape[1]
    middle = BEGINS + long - lengths[1]
    periods = {
        "before": Period(middle - lengths[0], middle - 1),
        "after": Period(middle, BEGINS + long - 1),
    }
    people = np.broadcast_to(population, table.shape)
    others = [np.broadcast_to(size, table.shape) for _table, size in comparisons]
    return [
        compare(
            series(
                years(row, people[place]),
                comparisons={
                    f"Place {number}": years(other[place], others[number][place])
                    for number, (other, _size) in enumerate(comparisons)
                },
            ),
            **periods,
        )
        for place, row in enumerate(table)
    ]


def at_most(share, tries):
    """Return the share that chance in the simulation itself may make of a true one (3 errors)."""
    return share + 3 * sqrt(share * (1 - share) / tries)


def changed(changes):
    return sum(change.finding in CHANGED for change in changes) / len(changes)


def apart(changes):
    return sum(change.against in {Against.LOWER, Against.HIGHER} for change in changes) / len(
        changes
    )


def test_ten_thousand_series_without_change_are_called_changed_in_at_most_one_of_twenty():
    random = np.random.default_rng(20_261_208)
    rates = random.uniform(8, 300, (10_000, 1)) * np.ones(4)
    assert 0.01 < changed(judge(draw(random, rates), (2, 2))) <= 0.05


@pytest.mark.parametrize("lengths", [(1, 1), (3, 2), (3, 3), (5, 2)])
def test_so_it_is_whatever_the_periods_and_the_populations(lengths):
    random = np.random.default_rng(sum(lengths))
    people = random.uniform(5_000, 200_000, (2_000, 1)) * np.linspace(1, 1.5, sum(lengths))
    table = draw(random, people * 0.002)
    assert changed(judge(table, lengths, population=people)) <= at_most(0.05, 2_000)


def test_so_it_is_where_ten_years_are_known():
    random = np.random.default_rng(10)
    rates = random.uniform(8, 300, (2_000, 1)) * np.ones(10)
    assert changed(judge(draw(random, rates), (2, 2))) <= at_most(0.05, 2_000)


@pytest.mark.parametrize(("lengths", "known"), [((2, 2), 4), ((3, 3), 6), ((2, 2), 10)])
def test_a_true_drop_by_forty_percent_from_a_hundred_cases_is_found_four_times_in_five(
    lengths, known
):
    random = np.random.default_rng(7)
    yearly = 100 / lengths[0]
    means = [yearly] * (known - lengths[1]) + [0.6 * yearly] * lengths[1]
    changes = judge(draw(random, np.ones((2_000, 1)) * means), lengths)
    found = sum(change.finding is Finding.DECREASED for change in changes) / len(changes)
    assert found >= 0.8


@pytest.mark.parametrize(
    ("mean", "spread", "known", "no_more_than"),
    # Unwidened, 15 % and 32 % of these would be called changed.
    [
        (50, 2, 4, 0.13),
        (50, 2, 10, 0.11),
        (200, 4, 4, 0.19),
        (200, 4, 10, 0.11),
        (900, 10, 10, 0.07),
    ],
)
def test_years_that_vary_more_than_chance_are_allowed_for_as_far_as_they_show(
    mean, spread, known, no_more_than
):
    random = np.random.default_rng(known + spread)
    table = draw(random, np.full((2_000, known), mean), spread=spread)
    assert changed(judge(table, (2, 2))) <= no_more_than


def test_areas_without_difference_are_told_apart_in_at_most_one_of_twenty():
    random = np.random.default_rng(3)
    shared = np.repeat([[1.0, 0.7]], 2, axis=1).repeat(2_000, axis=0)
    rates = random.uniform(30, 300, (2_000, 1)) * shared
    own = draw(random, rates)
    others = [(draw(random, rates * times), 50_000 * times) for times in (0.5, 1, 4)]
    changes = judge(own, (2, 2), comparisons=others)
    assert changed(changes) > 0.5
    assert apart(changes) <= at_most(0.05, 2_000)


def test_comparison_areas_that_change_unlike_each_other_widen_the_comparison():
    random = np.random.default_rng(4)
    means = np.full((1_000, 4), 400.0)
    own = draw(random, means)

    def others(differing):
        places = []
        for _place in range(3):
            change = np.exp(random.normal(0, differing, (1_000, 1)))
            places.append((draw(random, means * np.where([0, 0, 1, 1], change, 1)), 50_000))
        return places

    alike = judge(own, (2, 2), comparisons=others(0.0))
    unlike = judge(own, (2, 2), comparisons=others(0.3))
    assert np.mean([change.comparison_widening > 1 for change in alike]) <= 0.07
    assert np.mean([change.comparison_widening > 1 for change in unlike]) >= 0.8


def test_thirty_indicators_without_change_give_the_number_of_findings_that_is_stated():
    random = np.random.default_rng(5)
    table = draw(random, random.uniform(10, 300, (3_000, 1)) * np.ones(4))
    found = changed(judge(table, (2, 2))) * 30
    assert 0.9 <= found <= 30 * 0.05


def test_the_adjustment_leaves_at_most_one_false_finding_in_twenty():
    random = np.random.default_rng(6)
    shares, any_false = [], []
    truly = np.array([0.6] * 10 + [1.0] * 20)
    for _review in range(60):
        table = draw(random, np.outer(np.full(30, 120.0), np.ones(4)) * _after(truly))
        many = [series(years(row, [50_000] * 4)) for row in table]
        periods = {
            "before": Period(BEGINS, BEGINS + 1),
            "after": Period(BEGINS + 2, BEGINS + 3),
        }
        changes = compare_all(many, **periods, is_adjusted=True)
        found = [change.finding in CHANGED for change in changes]
        false = sum(found[10:])
        shares.append(false / max(1, sum(found)))
        any_false.append(sum(found[:10]))
    assert np.mean(shares) <= 0.05
    assert np.mean(any_false) >= 8


def test_a_baseline_chosen_at_its_peak_is_mostly_seen_and_an_ordinary_one_seldom_suspected():
    random = np.random.default_rng(8)
    usual = draw(random, np.full((1_000, 10), 100.0))
    ordinary = judge(usual, (2, 2))
    raised = draw(random, np.outer(np.ones(1_000), [100] * 6 + [140, 140, 100, 100]))
    peaked = judge(raised, (2, 2))
    assert np.mean([Caution.PEAK_BASELINE in change.cautions for change in ordinary]) <= 0.06
    assert np.mean([Caution.PEAK_BASELINE in change.cautions for change in peaked]) >= 0.9


def _after(changes):
    """Return each row's yearly factors: 1 in the first two years, the change in the last two."""
    return np.stack([np.ones_like(changes), np.ones_like(changes), changes, changes], axis=1)
