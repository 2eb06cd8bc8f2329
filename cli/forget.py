"""`browline account forget`: an account and everything that it owns."""

import click

from cli.home import known_database, known_settings, refusing
from cli.so_many import so_many


@click.command("forget")
@click.argument("name")
@click.option("--yes", is_flag=True, help="Do not ask.")
def forget(name: str, yes: bool) -> None:
    """Delete NAME and everything that it owns, for good: jobs, images, videos, results, reviews, tokens.

    The journal keeps what the account did, without its name. The last admin is refused.
    """
    from core.accounts.records import get_account  # noqa: PLC0415 - only needed here
    from core.blobs import open_store  # noqa: PLC0415
    from core.forget import forget_account  # noqa: PLC0415
    from core.journal import Deed  # noqa: PLC0415

    settings = known_settings()
    with refusing(), known_database(settings) as database:
        with database.read() as connection:
            account = get_account(connection, name)
        if not yes:
            click.confirm(f"Delete {account.name} and everything that it owns, for good?", abort=True)
        deed = Deed(None, "forget", account.id)
        jobs = forget_account(database, open_store(settings), account, deed)
    click.echo(f"{account.name} is gone, and {so_many(jobs, 'job')}.")
