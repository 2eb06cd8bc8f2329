"""File names that are paths, commands or traps, as they are sent, kept, and written into a CSV file."""

from dataclasses import dataclass

from core.results.export import FORMULA_STARTS


@dataclass(frozen=True, slots=True)
class Name:
    """The bytes between the quotes of `filename`, and the name that is kept."""

    sent: bytes
    kept: str

    @property
    def cell(self) -> str:
        """What a spreadsheet gets: a text, whatever it begins with."""
        return f"'{self.kept}" if self.kept.startswith(FORMULA_STARTS) else self.kept


NAMES = (
    Name(b"../../../etc/passwd", "etc/passwd"),
    Name(b"/etc/passwd", "etc/passwd"),
    Name(rb"C:\\temp\\x.jpg", "x.jpg"),
    Name(rb"..\\..\\windows\\x.jpg", "windows/x.jpg"),
    Name(b"~/.ssh/id", "~/.ssh/id"),
    Name(b".", "unnamed"),
    Name(b"..", "unnamed"),
    Name(b"", "unnamed"),
    Name(b"/" * 5000, "unnamed"),
    Name(b"a\0b.jpg", "ab.jpg"),
    Name(b"a%00b.jpg", "a%00b.jpg"),
    Name(b"a%0D%0AX-Evil: y.jpg", "aX-Evil: y.jpg"),
    Name("a\x85\x7fb.jpg".encode(), "ab.jpg"),
    Name(b"x" * 10_000 + b".jpg", "x" * 251 + ".jpg"),
    Name("\u202egpj.exe".encode(), "gpj.exe"),
    Name("\u2066a\u2069.jpg".encode(), "a.jpg"),
    Name("\u05d0\u05d1.jpg".encode(), "\u05d0\u05d1.jpg"),
    Name(b"CON", "CON"),
    Name(b"NUL.jpg", "NUL.jpg"),
    Name(b".htaccess", ".htaccess"),
    Name(b"=cmd|' /C calc'!A0", "=cmd|'/C calc'!A0"),
    Name(b"+1+1", "+1+1"),
    Name(b"-1+1", "-1+1"),
    Name(b"@SUM(A1)", "@SUM(A1)"),
    Name(b"\t=1+1", "=1+1"),
    Name("\u00a0=1+1".encode(), "=1+1"),
    Name("\ufeff=1+1".encode(), "=1+1"),
    Name("＝1+1".encode(), "＝1+1"),
    Name(b"%22=1+1%22", '"=1+1"'),
    Name(b"a,b;c%0A.jpg", "a,b;c.jpg"),
    Name(b"<script>alert(1)</script>.jpg", "<script>alert(1)</script>.jpg"),
    Name(b"'; DROP TABLE images;--", "'; DROP TABLE images;--"),
    Name(b"{{7*7}}.jpg", "{{7*7}}.jpg"),
    Name(b"$(id).jpg", "$(id).jpg"),
    Name(b"same.jpg", "same.jpg"),
    Name(b"same.jpg", "same.jpg"),
)
