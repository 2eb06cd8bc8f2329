"""Entry point of the browline command: each subcommand's module is imported only when it runs."""

import importlib

import click

COMMANDS = {
    "account": ("cli.account", "account"),
    "audit": ("cli.audit", "audit"),
    "backup": ("cli.backup", "backup"),
    "classify": ("cli.classify", "classify"),
    "compare": ("cli.compare", "compare"),
    "demo": ("cli.demo", "demo"),
    "evaluate": ("cli.evaluate", "evaluate"),
    "healthy": ("cli.healthy", "healthy"),
    "journal": ("cli.journal", "journal"),
    "labels": ("cli.labels", "labels"),
    "link": ("cli.access", "link"),
    "migrate": ("cli.migrate", "migrate"),
    "publish": ("cli.publish", "publish"),
    "redis": ("cli.roles", "redis"),
    "restore": ("cli.backup", "restore"),
    "sheet": ("cli.sheet", "sheet"),
    "status": ("cli.status", "status"),
    "sweeper": ("cli.roles", "sweeper"),
    "token": ("cli.access", "token"),
    "train": ("cli.train", "train"),
    "up": ("cli.up", "up"),
    "watch": ("cli.watch", "watch"),
    "web": ("cli.roles", "web"),
    "worker": ("cli.roles", "worker"),
}


class LazyGroup(click.Group):
    """A group that knows its commands by name and imports them on use, so that --help is quick."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All names."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one command."""
        if cmd_name not in COMMANDS:
            return None
        module, name = COMMANDS[cmd_name]
        command: click.Command = getattr(importlib.import_module(module), name)
        return command


@click.group(
    cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.version_option(package_name="browline")
def main() -> None:
    """Classify the apparent gender of people wearing face masks, many images at a time.

    Start with `browline up` for the pages and the API, or `browline classify PHOTOS --csv out.csv` for a
    folder of pictures with no server at all.
    """


if __name__ == "__main__":
    main()
