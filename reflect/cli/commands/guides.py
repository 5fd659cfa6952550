"""The guides command: lists, shows, creates and checks guides."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from reflect.cli.completers import complete_guide
from reflect.cli.context import context_of
from reflect.cli.options import Json
from reflect.cli.output import Output
from reflect.model.guide import NEEDS, Guide

guides_app = typer.Typer(add_completion=False)


@guides_app.callback(invoke_without_command=True)
def guides(ctx: typer.Context, json: Json = False) -> None:
    """List the guides by purpose."""
    if ctx.invoked_subcommand is not None:
        return
    from reflect.guides.loader import guide_errors, load_guides

    context = context_of(ctx)
    all_guides = load_guides(context.config.guides)
    if json:
        from reflect.formats.json import json_document

        shape = [
            {"name": guide.name, "title": guide.title, "for": guide.about, "need": guide.need}
            for guide in all_guides
        ]
        context.out.json(json_document("guides", shape))
    else:
        width = max(len(guide.name) for guide in all_guides)
        for need in NEEDS:
            fitting = [guide for guide in all_guides if guide.need == need]
            if fitting:
                context.out.line((need, "bold"))
            for guide in fitting:
                default = " (default)" if guide.name == context.config.guide else ""
                name = (f"{guide.name:<{width}}", "cyan")
                about = (guide.about, (default, "dim"))
                context.out.line(name, "  ", *about, indent=2, hang=width + 4)
    for problem in guide_errors(context.config.guides):
        context.notify(f"Left out: {problem}")


@guides_app.command("show")
def show(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(autocompletion=complete_guide)],
    json: Json = False,
) -> None:
    """Show the prompts of a guide and where its method comes from."""
    from reflect.guides.loader import load_guide

    context = context_of(ctx)
    guide = load_guide(name, context.config.guides)
    if json:
        from reflect.formats.json import json_document

        context.out.json(json_document("guide", asdict(guide)))
    else:
        write_guide(context.out, guide)


def write_guide(out: Output, guide: Guide) -> None:
    """Print a guide's prompts by stage, followed by its sources."""
    out.line((guide.title, "bold"))
    out.line((f"for {guide.about}", "dim"))
    stage = ""
    for prompt in guide.prompts:
        if prompt.stage != stage:
            stage = prompt.stage
            out.line()
            out.line((stage.upper(), "dim"))
        out.line((prompt.ask, "bold cyan"), *([] if prompt.optional else [(" (required)", "dim")]))
        out.line(prompt.help, indent=2, hang=2)
        if prompt.example:
            out.prose(f"e.g. {prompt.example}", style="dim", indent=2)
    out.line()
    for source in guide.sources:
        out.line((f"Source: {source}", "dim"), hang=2)


@guides_app.command("new")
def new(ctx: typer.Context, name: str) -> None:
    """Write a commented guide for you to edit."""
    from reflect.guides.loader import guide_template
    from reflect.journal.user_files import save_guide

    context = context_of(ctx)
    text = guide_template(name)
    path = context.config.guides / f"{name}.toml"
    save_guide(path, text)
    context.notify(f"Wrote {path}. Change it, then {{command}}.", ("guides", "check", str(path)))


@guides_app.command("check")
def check(ctx: typer.Context, file: Annotated[Path, typer.Argument(metavar="FILE")]) -> None:
    """Check a guide and report the first error."""
    from reflect.config.paths import absolute_path
    from reflect.guides.loader import check_guide

    absolute_path(file)
    guide = check_guide(file)
    context_of(ctx).notify(f"{file} is a good guide: {guide.name}, {len(guide.prompts)} prompts.")


COMMANDS = {"guides": guides_app}
