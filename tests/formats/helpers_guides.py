"""A guide with one prompt for each answer type."""

from reflect.model.guide import Choice, Condition, Guide, Prompt, Scale

EVERY = Guide(
    name="every",
    title="Every kind of answer",
    about="tests",
    need="more",
    sources=(),
    prompts=(
        Prompt(
            "happened",
            "action",
            "text",
            "What happened?",
            "Facts only.",
            example="We launched.\nNobody was on call.",
            optional=False,
        ),
        Prompt("causes", "reflection", "list", "What made it likely?", "One a line."),
        Prompt(
            "where",
            "reflection",
            "choice",
            "Where was it?",
            "The place.",
            choices=(Choice("office", "with others"), Choice("home")),
            when=Condition("happened"),
        ),
        Prompt(
            "heard",
            "reflection",
            "scale",
            "I was heard.",
            "As you felt it.",
            scale=Scale(1, 5, "never", "always", reversed=True),
        ),
        Prompt("kind", "reflection", "choice", "What kind was it?", "", feeds="kind"),
        Prompt(
            "lesson",
            "reflection",
            "line",
            "What is the lesson?",
            "One sentence.",
            feeds="lesson",
            help_by_kind={"complex": "Which small signals came first?"},
        ),
        Prompt("again", "next action", "date", "When will I look again?", ""),
        Prompt("do", "next action", "commitment", "What will I do?", "", feeds="commitment"),
        Prompt("name", "next action", "line", "What do I call it?", "A few words.", feeds="title"),
    ),
)
