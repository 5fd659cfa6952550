"""The test linter reports the same problems as markdownlint."""

from tests.formats.helpers_lint import lint

CASES = {
    "MD001": "# a\n\n### b\n",
    "MD003": "# a #\n",
    "MD009": "# a\n\nb \n",
    "MD010": "# a\n\n\tb\n",
    "MD012": "# a\n\n\nb\n",
    "MD018": "# a\n\n#b\n",
    "MD019": "#  a\n",
    "MD022": "# a\nb\n",
    "MD024": "# a\n\n## a\n",
    "MD025": "# a\n\n# b\n",
    "MD026": "# a.\n",
    "MD031": "# a\n\nx\n```text\ny\n```\n",
    "MD032": "# a\n\nx\n- y\n",
    "MD033": "# a\n\n<b>x</b>\n",
    "MD034": "# a\n\nsee https://x.y\n",
    "MD036": "# a\n\n**b**\n",
    "MD040": "# a\n\n```\nx\n```\n",
    "MD041": "a\n",
    "MD045": "# a\n\n![](x)\n",
    "MD047": "# a",
    "MD051": "# a\n\n[x](#b)\n",
}
CLEAN = """\
# a

see <https://x.y> and `https://x.y`

- **b**
  - [c](#d)

## d

```text
# e

f
```

**Really?**
"""


def test_lint_reports_each_broken_rule() -> None:
    for rule, text in CASES.items():
        assert any(rule in found for found in lint(text))


def test_lint_accepts_a_clean_document() -> None:
    assert lint(CLEAN) == []
