"""Shell completion: the script for each shell, and replies quoted for that shell.

Values and their help come from the journal, so they may contain any character. Each reply is quoted
so that the shell neither evaluates a part of it on Tab nor inserts text that it would evaluate on
Enter.
"""

import io
import os
import re
import shlex
import sys
from contextlib import redirect_stdout
from dataclasses import dataclass
from typing import Any, ClassVar

from typer._click.shell_completion import CompletionItem, ShellComplete, add_completion_class

from reflect.text.clean import one_line
from reflect.text.display import safe_display

# `$2` is the part of the line that bash replaces; it starts after a colon or an open quote.
_BASH = """\
_reflect_completion() {
    local value
    COMPREPLY=()
    while IFS= read -r value; do
        COMPREPLY+=("$value")
    done < <(env _TYPER_COMPLETE_ARGS="${COMP_LINE:0:$COMP_POINT}" \\
                 _TYPER_COMPLETE_WORD_TO_COMPLETE="$2" \\
                 _REFLECT_COMPLETE=complete_bash reflect 2>/dev/null)
}

complete -o default -F _reflect_completion reflect
"""

# The file may be sourced, or loaded as the function _reflect from a folder in fpath.
_ZSH = """\
#compdef reflect

_reflect_completion() {
    eval "$(env _TYPER_COMPLETE_ARGS="${words[1,$CURRENT]}" \\
                _REFLECT_COMPLETE=complete_zsh reflect 2>/dev/null)"
}

if [[ $funcstack[1] == _reflect ]]; then
    _reflect_completion
else
    compdef _reflect_completion reflect
fi
"""

_FISH = """\
function __reflect_completion
    set -l values (env _TYPER_COMPLETE_ARGS=(commandline -cp | string collect) \\
        _TYPER_COMPLETE_FISH_ACTION=get-args _REFLECT_COMPLETE=complete_fish reflect 2>/dev/null)
    if set -q values[1]
        printf '%s\\n' $values
    else
        __fish_complete_path (commandline -ct)
    end
end

complete --command reflect --no-files --arguments "(__reflect_completion)"
"""

_POWERSHELL = """\
Import-Module PSReadLine
Set-PSReadLineKeyHandler -Chord Tab -Function MenuComplete
Register-ArgumentCompleter -Native -CommandName reflect -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $Env:_REFLECT_COMPLETE = "complete_powershell"
    $Env:_TYPER_COMPLETE_ARGS = $commandAst.ToString()
    $Env:_TYPER_COMPLETE_WORD_TO_COMPLETE = $wordToComplete
    reflect | ForEach-Object {
        $value, $help = $_ -Split ":::", 2
        [System.Management.Automation.CompletionResult]::new(
            $value, $value, "ParameterValue", $help)
    }
    $Env:_REFLECT_COMPLETE = $Env:_TYPER_COMPLETE_ARGS = ""
    $Env:_TYPER_COMPLETE_WORD_TO_COMPLETE = ""
}
"""

# The script for PowerShell splits each line here into a value and its help.
_SEPARATOR = ":::"


@dataclass(frozen=True, slots=True)
class TypedLine:
    """The command line up to the cursor.

    Args:
        words: the words without their quotes; the last one is being completed.
        raw: the last word as typed.
        quote: the quotation mark that is still open, or "".
    """

    words: tuple[str, ...]
    raw: str
    quote: str


def split_line(line: str) -> TypedLine:
    """Split a command line, which may end within a quotation, into words as a shell does."""
    words: list[str] = []
    word, start, quote, escaped = "", 0, "", False
    for position, char in enumerate(line):
        if escaped:
            literal = quote and char not in '"\\$`'
            word, escaped = f"{word}\\{char}" if literal else word + char, False
        elif char == "\\" and quote != "'":
            escaped = True
        elif quote:
            word, quote = (word, "") if char == quote else (word + char, quote)
        elif char in "'\"":
            quote = char
        elif char.isspace():
            if position > start:
                words.append(word)
            word, start = "", position + 1
        else:
            word += char
    return TypedLine((*words, word), line[start:], quote)


class _ShellCompletion(ShellComplete):
    """Finds the completions for a command line; each subclass formats them for one shell."""

    def source_vars(self) -> dict[str, Any]:
        return {}

    def source(self) -> str:
        return self.source_template

    def typed_line(self) -> TypedLine:
        return split_line(os.environ.get("_TYPER_COMPLETE_ARGS", ""))

    def get_completion_args(self) -> tuple[list[str], str]:
        words = self.typed_line().words
        return list(words[1:-1]), words[-1]

    def get_completions(self, args: list[str], incomplete: str) -> list[CompletionItem]:
        """Find the values that may follow the words, each as the whole word to insert."""
        option, equals, _ = incomplete.partition("=") if incomplete[:1] == "-" else ("", "", "")
        takes_dash = incomplete[:1] == "-" or (args and args[-1][:1] == "-")
        # The shell would take anything that is printed here for a part of the reply.
        with redirect_stdout(io.StringIO()):
            try:
                items = super().get_completions(args, incomplete)
            except Exception:
                return []
        return [
            CompletionItem(
                f"{option}{equals}{item.value}" if equals else item.value,
                help=one_line(safe_display(item.help or "")),
            )
            for item in items
            # As an argument, a value such as -x would be taken for an option.
            if item.value.isprintable() and (takes_dash or item.value[:1] != "-")
        ]


class BashCompletion(_ShellCompletion):
    """Completion for bash, which inserts the lines of the reply unchanged."""

    source_template: ClassVar[str] = _BASH

    def typed_line(self) -> TypedLine:
        if "_TYPER_COMPLETE_ARGS" in os.environ:
            return super().typed_line()
        # The script of earlier versions sends the words of the whole line.
        number = int(os.environ["COMP_CWORD"])
        line = split_line(os.environ["COMP_WORDS"])
        word = line.words[number] if number < len(line.words) else ""
        return TypedLine((*line.words[:number], word), "", "")

    def format_completion(self, item: CompletionItem) -> str:
        line = self.typed_line()
        replaced = os.environ.get("_TYPER_COMPLETE_WORD_TO_COMPLETE", line.raw)
        # Bash keeps what comes before the part that it replaces.
        kept = split_line(line.raw.removesuffix(replaced)).words[-1]
        return quote_for_bash(item.value[len(kept) :], line.quote)


def quote_for_bash(text: str, quote: str) -> str:
    """Quote text for bash.

    Args:
        text: printable text.
        quote: the quotation mark that is already open, or "". Bash closes it, unless the text ends
            with that mark.
    """
    if not quote:
        return re.sub(r"[^\w%+,./:=@\u0080-\U0010ffff-]", r"\\\g<0>", text)
    if quote == "'":
        quoted = text.replace("'", "'\\''")
    else:
        # Within double quotes, a backslash would not disable the history expansion of "!".
        quoted = re.sub(r'[\\"$`]', r"\\\g<0>", text).replace("!", '"\\!"')
    return quoted + quote if quoted.endswith(quote) else quoted


class ZshCompletion(_ShellCompletion):
    """Completion for zsh, which evaluates the reply and quotes the values that it inserts."""

    source_template: ClassVar[str] = _ZSH

    def format_completion(self, item: CompletionItem) -> str:
        value, shown = (text.replace("\\", "\\\\") for text in (item.value, item.help or ""))
        value = value.replace(":", "\\:")
        return shlex.quote(f"{value}:{shown}" if shown else value)

    def complete(self) -> str:
        items = super().complete()
        if not items:
            return "_files"
        words = items.replace("\n", " ")
        return f"local -a values; values=({words}); _describe -V value values"


class FishCompletion(_ShellCompletion):
    """Completion for fish, which quotes the values that it inserts."""

    source_template: ClassVar[str] = _FISH

    def format_completion(self, item: CompletionItem) -> str:
        return f"{item.value}\t{item.help}" if item.help else str(item.value)

    def complete(self) -> str:
        reply = super().complete()
        # The script of earlier versions first asks whether there are values.
        if os.environ.get("_TYPER_COMPLETE_FISH_ACTION") == "is-args":
            sys.exit(0 if reply else 1)
        return reply


class PowerShellCompletion(_ShellCompletion):
    """Completion for PowerShell, which inserts values unchanged."""

    source_template: ClassVar[str] = _POWERSHELL

    def typed_line(self) -> TypedLine:
        line = super().typed_line()
        if os.environ.get("_TYPER_COMPLETE_WORD_TO_COMPLETE"):
            return line
        return TypedLine((*filter(None, line.words), ""), "", "")

    def get_completions(self, args: list[str], incomplete: str) -> list[CompletionItem]:
        items = super().get_completions(args, incomplete)
        return [item for item in items if _SEPARATOR not in item.value]

    def format_completion(self, item: CompletionItem) -> str:
        return f"{quote_for_powershell(item.value)}{_SEPARATOR}{item.help or ' '}"


def quote_for_powershell(text: str) -> str:
    """Quote text for PowerShell, which takes typographic quotation marks for plain ones."""
    if re.fullmatch(r"[\w+./-]+", text):
        return text
    return "'" + re.sub("['\u2018-\u201b]", r"\g<0>\g<0>", text) + "'"


SHELLS: dict[str, type[_ShellCompletion]] = {
    "bash": BashCompletion,
    "zsh": ZshCompletion,
    "fish": FishCompletion,
    "powershell": PowerShellCompletion,
    "pwsh": PowerShellCompletion,
}


def register_shells() -> None:
    """Register these classes with Typer, which answers completion requests with them."""
    for name, completion in SHELLS.items():
        add_completion_class(completion, name)
