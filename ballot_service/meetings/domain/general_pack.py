"""The pack that a desk has before anybody gave it one: the rules that hold everywhere.

It adopts what the national rules say on a committee's decision, and nothing of any place: no
consequence is attached to a ballot, nothing is merged, no grade is proposed. A jurisdiction that
has rules of its own uses its own pack (DESIGN decision 7).

May import: stdlib, shared.rules.
"""

from __future__ import annotations

from functools import cache

from shared.rules.packs import Pack, parse_pack

_TEXT = """
id: general
kind: jurisdiction
title:
  zh: 通用规则（只有全国性的会议表决规定）
  en: "General rules: what holds everywhere on a committee's decision"
adopts:
- pack: NAT
  clauses: [Q1, Q2]
  author: 全国性规定
  date: "2026-01-01"
  reason: 各地的会议表决都适用；没有采用任何地方的条款
  valid: {from: "2026-01-01"}
parameters:
  base: valid
  large_unit_min: 30
  merge: pooled
  weights: null
  merge_needs: []
  disclosure_floor: 5
  score: null
  bands: null
  excellent_quota: {share: 1/5, rounding: floor}
  objection_days: 5
  readings:
    ranking_lists: null
    last_ties: people
    head_share: 1/2
    points_cleared_by_measure: false
    leaders_absence: any
    bar_until: year_end
    distrust_on_grades: incompetent
    urgent_majority: at_least_half
    announce: closed
"""


@cache
def general_pack() -> Pack:
    """Return the pack; it is frozen, so one copy serves everybody."""
    return parse_pack(_TEXT)
