"""The sixteen bundled guides: their stages, text and sources."""

from collections import Counter
from pathlib import Path

import reflect.guides
from reflect.guides.loader import BUNDLED, DEFAULT, check_guide, load_guide, load_guides
from reflect.model.failure import KINDS
from reflect.model.guide import NEEDS, STAGES

FOLDER = Path(reflect.guides.__file__).parent / "bundled"
GUIDES = load_guides(None)

# The prompts of each guide in order; ‖ marks the pause.
STEPS = {
    "drucker": "happened expected ‖ why_then situation my_part owed kind lesson commitment title",
    "near-miss": "nearly stopped_by ‖ why_then without_luck lesson commitment",
    "aar": "intended happened ‖ went_well went_wrong sustain lesson improve",
    "five-whys": "problem ‖ why_1 why_2 why_3 why_4 why_5 lesson how",
    "gibbs": "description feelings ‖ evaluation analysis lesson plan",
    "blameless": "summary impact detected timeline ‖ conditions went_well went_badly lucky lesson"
    " spoke_up items mine",
    "experiment": "hypothesis cost ‖ lesson next_try",
    "double-loop": "again ‖ goal unsaid lesson test",
    "decision": "decision alternatives ‖ expect lesson",
    "premortem": "plan reasons ‖ past_lessons lesson change",
    "win": "worked my_doing ‖ differently lesson repeat thank",
    "buy-in": "whose ‖ their_side amends lesson earn",
    "mentor": "lesson experience ‖ who_now offer",
    "five-s": "sort set_in_order ‖ lesson standardize sustain",
    "mastery": "taken ‖ picture picture_heard on_path partnered lesson next_step",
    "safety": "bad_news held_against disagree asking trying heard own_mistakes commitment",
}


def test_bundled_names_match_the_files() -> None:
    assert sorted(BUNDLED) == sorted(path.stem for path in FOLDER.glob("*.toml"))
    assert [guide.name for guide in GUIDES] == list(BUNDLED) == list(STEPS)
    assert DEFAULT in BUNDLED


def test_bundled_guides_are_valid() -> None:
    for guide in GUIDES:
        assert check_guide(FOLDER / f"{guide.name}.toml") == guide == load_guide(guide.name, None)


def test_stages_follow_the_practice() -> None:
    for guide in GUIDES:
        steps: list[str] = []
        for before, prompt in zip((None, *guide.prompts), guide.prompts, strict=False):
            if before and before.stage == STAGES[0] and prompt.stage == STAGES[1]:
                steps.append("‖")
            steps.append(prompt.id)
        assert " ".join(steps) == STEPS[guide.name]


def test_prompts_fit_80_columns() -> None:
    for guide in GUIDES:
        assert 0 < len(guide.about) <= 80
        for prompt in guide.prompts:
            assert 0 < len(prompt.ask) <= 80, prompt.id
            assert 0 < len(prompt.help) <= 110, prompt.id
            assert 0 < len(prompt.example) <= 160, prompt.id
            assert "\n" not in prompt.example or prompt.answer == "list", prompt.id


def test_questions_help_and_examples_are_unique() -> None:
    texts = Counter(
        text
        for guide in GUIDES
        for prompt in guide.prompts
        for text in (prompt.ask, prompt.help, prompt.example)
    )
    assert [text for text, count in texts.items() if count > 1] == []


def test_only_the_first_prompt_is_required() -> None:
    for guide in GUIDES:
        required = [prompt.id for prompt in guide.prompts if not prompt.optional]
        if guide.name == "safety":
            assert len(required) == len(guide.prompts) - 1 == 7
        else:
            assert required == [guide.prompts[0].id]


def test_guides_ask_for_a_lesson_and_a_commitment() -> None:
    for guide in GUIDES:
        feeds = [prompt.feeds for prompt in guide.prompts]
        assert feeds.count("lesson") == (0 if guide.name == "safety" else 1)
        assert feeds.count("commitment") == 1


def test_guides_name_their_source_and_need() -> None:
    for guide in GUIDES:
        assert guide.sources
        assert guide.need in NEEDS


def test_each_need_has_one_to_three_guides_except_more() -> None:
    counts = Counter(guide.need for guide in GUIDES)
    assert set(counts) == set(NEEDS)
    assert max(count for need, count in counts.items() if need != "more") <= 3


def test_safety_guide_has_seven_statements_with_two_reversed() -> None:
    prompts = load_guide("safety", None).prompts
    scales = [prompt.scale for prompt in prompts if prompt.scale]
    assert len(prompts) - 1 == len(scales) == 7
    assert {(scale.low, scale.high) for scale in scales} == {(1, 7)}
    assert sum(scale.reversed for scale in scales) == 2
    assert len({(scale.low_label, scale.high_label) for scale in scales}) == 1


def test_each_why_depends_on_the_previous_one() -> None:
    whys = [
        prompt for prompt in load_guide("five-whys", None).prompts if prompt.id.startswith("why_")
    ]
    conditions = [prompt.when.prompt if prompt.when else None for prompt in whys]
    assert conditions == [None, "why_1", "why_2", "why_3", "why_4"]
    assert {prompt.answer for prompt in whys} == {"list"}, "more than one branch must be allowed"


def test_five_whys_warns_of_a_single_cause() -> None:
    assert any(
        "do not force a single cause" in one for one in load_guide("five-whys", None).sources
    )


def test_help_for_the_lesson_depends_on_the_kind() -> None:
    lesson = load_guide("drucker", None).prompt("lesson")
    assert lesson is not None
    assert dict(lesson.help_by_kind) == {kind.name: kind.lesson_help for kind in KINDS}
    assert lesson.help_for("") == lesson.help


def test_guides_that_build_on_lessons_offer_them() -> None:
    assert offering("lessons") == {"premortem", "five-s"}


def test_guides_that_mention_a_forecast_ask_for_it() -> None:
    speaking = {
        guide.name
        for guide in GUIDES
        if any(
            prompt.answer == "commitment" and "forecast" in prompt.help for prompt in guide.prompts
        )
    }
    assert offering("forecast") == speaking == {"experiment", "double-loop"}
    (only,) = [guide for guide in GUIDES if any(p.answer == "forecast" for p in guide.prompts)]
    assert only.name == "decision"


def offering(what: str) -> set[str]:
    """Return the names of the guides with a prompt that makes a given offer."""
    return {guide.name for guide in GUIDES if any(one.offers == what for one in guide.prompts)}


def test_period_guides_are_marked() -> None:
    assert {guide.name for guide in GUIDES if guide.period} == {"mastery", "five-s"}
