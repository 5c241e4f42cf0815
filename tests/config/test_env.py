"""The environment: what every setting is without a word, what it can be, and what is refused."""

from pathlib import Path

import pytest

from config import env
from config.env import Env, EnvError


def read(**said: object) -> Env:
    """What these settings and no others come to, without a data folder."""
    return env.read_environment(
        {"DEARSELF_SECRET_KEY": "told", **{k: str(v) for k, v in said.items()}}
    )


# --- without a word ---


def test_without_a_word_it_is_one_persons_journal_on_this_machine(tmp_path):
    said = read(DEARSELF_DATA=tmp_path)

    assert said == Env(
        data=tmp_path.resolve(),
        url=said.url,
        debug=False,
        secret_key="told",
        earlier_secret_keys=[],
        database=said.database,
        cache_url="",
        mailer={"BACKEND": "accounts.hosting.console_mail.EmailBackend"},
        mail_from="Dear Self <dear-self@127.0.0.1>",
        host_name="",
        exit_url="https://www.bbc.com/weather",
        proxies=0,
        signup="open",
        quota_mb=2000,
    )
    assert said.url.geturl() == "http://127.0.0.1:8000"
    assert (said.https, said.sends_mail) == (False, False)


def test_the_data_stands_beside_the_code_without_a_word():
    assert read().data == env.BASE / "data"


def test_an_empty_setting_is_no_setting(tmp_path):
    names = [
        "DEARSELF_URL",
        "DEARSELF_DEBUG",
        "DATABASE_URL",
        "DEARSELF_CACHE_URL",
        "DEARSELF_SMTP_URL",
        "DEARSELF_MAIL_FROM",
        "DEARSELF_HOST_NAME",
        "DEARSELF_EXIT_URL",
        "DEARSELF_PROXIES",
        "DEARSELF_SIGNUP",
        "DEARSELF_QUOTA_MB",
        "DEARSELF_EARLIER_SECRET_KEYS",
        "DATABASE_URL_FILE",
    ]

    assert read(DEARSELF_DATA=tmp_path, **dict.fromkeys(names, "")) == read(DEARSELF_DATA=tmp_path)


# --- plain settings ---


@pytest.mark.parametrize(
    ("name", "said", "field", "meant"),
    [
        ("DEARSELF_DATA", "/srv/../srv/journal", "data", Path("/srv/journal")),
        ("DEARSELF_DATA", "~/journal", "data", Path.home() / "journal"),
        ("DEARSELF_DEBUG", "1", "debug", True),
        ("DEARSELF_DEBUG", "YES", "debug", True),
        ("DEARSELF_DEBUG", "true", "debug", True),
        ("DEARSELF_DEBUG", "on", "debug", True),
        ("DEARSELF_DEBUG", "0", "debug", False),
        ("DEARSELF_DEBUG", "No", "debug", False),
        ("DEARSELF_DEBUG", "false", "debug", False),
        ("DEARSELF_DEBUG", "off", "debug", False),
        ("DEARSELF_SECRET_KEY", "mine", "secret_key", "mine"),
        (
            "DEARSELF_EARLIER_SECRET_KEYS",
            " one\ntwo  three ",
            "earlier_secret_keys",
            ["one", "two", "three"],
        ),
        ("DEARSELF_CACHE_URL", "redis://cache:6379/0", "cache_url", "redis://cache:6379/0"),
        (
            "DEARSELF_CACHE_URL",
            "rediss://:horse@cache:6379",
            "cache_url",
            "rediss://:horse@cache:6379",
        ),
        ("DEARSELF_CACHE_URL", "unix:///run/redis.sock", "cache_url", "unix:///run/redis.sock"),
        ("DEARSELF_MAIL_FROM", "Us <us@example.org>", "mail_from", "Us <us@example.org>"),
        ("DEARSELF_MAIL_FROM", "us@example.org", "mail_from", "us@example.org"),
        ("DEARSELF_HOST_NAME", "Ward 7", "host_name", "Ward 7"),
        ("DEARSELF_EXIT_URL", "https://example.org/soup", "exit_url", "https://example.org/soup"),
        ("DEARSELF_EXIT_URL", "http://localhost/soup", "exit_url", "http://localhost/soup"),
        ("DEARSELF_PROXIES", "2", "proxies", 2),
        ("DEARSELF_SIGNUP", "open", "signup", "open"),
        ("DEARSELF_SIGNUP", "invite", "signup", "invite"),
        ("DEARSELF_SIGNUP", "closed", "signup", "closed"),
        ("DEARSELF_QUOTA_MB", "500", "quota_mb", 500),
    ],
)
def test_a_setting_is_read(name, said, field, meant):
    assert getattr(read(**{name: said}), field) == meant


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("DEARSELF_DEBUG", "maybe"),
        ("DEARSELF_DEBUG", "2"),
        ("DEARSELF_PROXIES", "-1"),
        ("DEARSELF_PROXIES", "one"),
        ("DEARSELF_PROXIES", "1.5"),
        ("DEARSELF_SIGNUP", "invited"),
        ("DEARSELF_QUOTA_MB", "2 GB"),
        ("DEARSELF_SIGNUP", "Open"),
        ("DEARSELF_URL", "journal.example.org"),
        ("DEARSELF_URL", "ftp://journal.example.org"),
        ("DEARSELF_URL", "https://"),
        ("DEARSELF_URL", "https://example.org/journal"),
        ("DEARSELF_URL", "https://example.org?page=1"),
        ("DEARSELF_URL", "https://ada:horse@example.org"),
        ("DEARSELF_URL", "https://example.org:eight"),
        ("DEARSELF_URL", "https://[example.org"),
        ("DEARSELF_URL", "http://journal.example.org"),
        ("DEARSELF_URL", "http://192.168.1.20:8000"),
        ("DEARSELF_URL", "http://127.0.0.1.example.org"),
        ("DEARSELF_EXIT_URL", "http://example.org/soup"),
        ("DEARSELF_EXIT_URL", "example.org"),
        ("DEARSELF_EXIT_URL", "/weather"),
        ("DEARSELF_EXIT_URL", "https://"),
        ("DEARSELF_EXIT_URL", "javascript:alert(1)"),
        ("DEARSELF_EXIT_URL", "javascript://localhost/%0aalert(1)"),
        ("DEARSELF_MAIL_FROM", "Ward 7"),
        ("DEARSELF_MAIL_FROM", "Us <us>"),
        ("DEARSELF_CACHE_URL", "cache:6379"),
        ("DEARSELF_CACHE_URL", "memcached://ada:horse@cache"),
        ("DEARSELF_CACHE_URL", "redis://ada:horse@cache:port"),
        ("DATABASE_URL", "mysql://ada:horse@db/journal"),
        ("DATABASE_URL", "db/journal"),
        ("DATABASE_URL", "postgres://ada:horse@db:port/journal"),
        ("DATABASE_URL", "postgres://ada:horse@db/journal?pool=many"),
        ("DEARSELF_SMTP_URL", "mail.example.org"),
        ("DEARSELF_SMTP_URL", "https://mail.example.org"),
        ("DEARSELF_SMTP_URL", "smtp://"),
        ("DEARSELF_SMTP_URL", "smtp://mail.example.org:port"),
    ],
)
def test_what_cannot_be_used_is_refused_by_name_and_no_password_is_repeated(name, said):
    with pytest.raises(EnvError, match=name) as refused:
        read(**{name: said})

    assert "horse" not in str(refused.value)


# --- the address ---


@pytest.mark.parametrize(
    ("said", "address", "https"),
    [
        ("https://journal.example.org", "https://journal.example.org", True),
        ("https://journal.example.org/", "https://journal.example.org", True),
        ("https://journal.example.org:8443", "https://journal.example.org:8443", True),
        ("http://localhost:9000", "http://localhost:9000", False),
        ("http://[::1]:8000", "http://[::1]:8000", False),
    ],
)
def test_an_address_people_can_type(said, address, https):
    url = read(DEARSELF_URL=said)

    assert (url.url.geturl(), url.https) == (address, https)


def test_http_beyond_this_machine_says_why_not():
    with pytest.raises(EnvError, match="passwords and letters could be read on the way"):
        read(DEARSELF_URL="http://journal.example.org")


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("https://journal.example.org", "journal.example.org"),
        ("http://localhost:8000", "localhost"),
        ("http://[::1]:8000", "localhost"),  # no mail address ends in a bare IPv6 number
    ],
)
def test_the_senders_name_follows_the_address(address, host):
    assert read(DEARSELF_URL=address).mail_from == f"Dear Self <dear-self@{host}>"


@pytest.mark.parametrize(("said", "meant"), [({}, 1), ({"DEARSELF_PROXIES": "0"}, 0)])
def test_behind_https_one_proxy_is_expected(said, meant):
    assert read(DEARSELF_URL="https://journal.example.org", **said).proxies == meant


# --- the database ---


@pytest.mark.parametrize(
    ("said", "path"),
    [
        ("", "/srv/journal/dear-self.sqlite3"),
        ("sqlite://", "/srv/journal/dear-self.sqlite3"),
        ("sqlite:///var/lib/dear%20self.sqlite3", "/var/lib/dear self.sqlite3"),
    ],
)
def test_sqlite_is_a_file_and_careful(said, path):
    database = read(DEARSELF_DATA="/srv/journal", DATABASE_URL=said).database

    assert database["ENGINE"] == "django.db.backends.sqlite3"
    assert database["NAME"] == path
    assert database["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert database["OPTIONS"]["timeout"] == 5
    assert [p.strip() for p in database["OPTIONS"]["init_command"].split(";") if p] == [
        "PRAGMA journal_mode=WAL",
        "PRAGMA synchronous=FULL",
        "PRAGMA secure_delete=ON",
        "PRAGMA foreign_keys=ON",
    ]


@pytest.mark.parametrize("scheme", ["postgres://", "postgresql://"])
def test_postgresql_with_everything_said(scheme):
    database = read(
        DATABASE_URL=f"{scheme}ada%40home:ho%2Frse@db.example.org:5433/my%20journal"
        "?pool=3&sslmode=verify-full"
    ).database

    options = database.pop("OPTIONS")
    assert (options["sslmode"], options["pool"]["max_size"]) == ("verify-full", 3)
    assert database == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "my journal",
        "USER": "ada@home",
        "PASSWORD": "ho/rse",
        "HOST": "db.example.org",
        "PORT": "5433",
        "CONN_HEALTH_CHECKS": True,
    }


def test_postgresql_by_a_socket_and_without_a_pool():
    database = read(DATABASE_URL="postgres:///journal?host=/run/postgresql&pool=0").database

    assert (database["HOST"], database["NAME"]) == ("/run/postgresql", "journal")
    assert (database["USER"], database["PASSWORD"], database["PORT"]) == ("", "", "")
    assert "pool" not in database["OPTIONS"]


def test_no_limit_to_waiting_for_postgresql_is_left_to_chance():
    said = "postgres://db/journal?connect_timeout=9"

    options = read(DATABASE_URL=said).database["OPTIONS"]

    assert options["connect_timeout"] == "9"  # the host's own word counts
    assert int(options["tcp_user_timeout"]) <= 10_000  # milliseconds
    assert options["pool"]["timeout"] <= 5


# --- mail ---


@pytest.mark.parametrize(
    ("said", "port", "tls", "ssl"),
    [
        ("smtp://mail.example.org", 25, False, False),
        ("smtp+tls://mail.example.org", 587, True, False),
        ("smtps://mail.example.org", 465, False, True),
        ("smtps://mail.example.org:4650", 4650, False, True),
    ],
)
def test_mail_goes_the_way_the_address_says(said, port, tls, ssl):
    options = read(DEARSELF_SMTP_URL=said).mailer["OPTIONS"]

    assert (options["port"], options["use_tls"], options["use_ssl"]) == (port, tls, ssl)


def test_mail_with_everything_said():
    said = read(DEARSELF_SMTP_URL="smtp+tls://ada%40home:ho%2Frse@mail.example.org:2525")

    assert said.sends_mail
    assert said.mailer == {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {
            "host": "mail.example.org",
            "port": 2525,
            "username": "ada@home",
            "password": "ho/rse",
            "use_tls": True,
            "use_ssl": False,
            "timeout": 10,
        },
    }


# --- secrets from files ---

SECRETS = {
    "DEARSELF_SECRET_KEY": "a key in a file",
    "DEARSELF_EARLIER_SECRET_KEYS": "one\ntwo",
    "DATABASE_URL": "postgres://ada:horse@db/journal",
    "DEARSELF_CACHE_URL": "redis://cache",
    "DEARSELF_SMTP_URL": "smtp://mail.example.org",
}


@pytest.mark.parametrize("name", SECRETS)
def test_a_secret_can_come_from_a_file(tmp_path, name):
    file = tmp_path / "secret"
    file.write_text(f"{SECRETS[name]}\n", encoding="utf-8")
    others = {"DEARSELF_DATA": str(tmp_path), "DEARSELF_SECRET_KEY": "told"} | {name: ""}

    assert env.read_environment(others | {f"{name}_FILE": str(file)}) == env.read_environment(
        others | {name: SECRETS[name]}
    )


@pytest.mark.parametrize("name", SECRETS)
def test_a_secret_said_twice_is_refused(tmp_path, name):
    file = tmp_path / "secret"
    file.write_text(SECRETS[name], encoding="utf-8")

    with pytest.raises(EnvError, match=f"{name} and {name}_FILE are both set"):
        read(**{name: SECRETS[name], f"{name}_FILE": file})


@pytest.mark.parametrize("name", SECRETS)
def test_a_secret_in_a_file_that_is_not_there_is_refused(tmp_path, name):
    with pytest.raises(EnvError, match=f"{name}_FILE points to .*nowhere"):
        env.read_environment(
            {"DEARSELF_DATA": str(tmp_path), f"{name}_FILE": str(tmp_path / "nowhere")}
        )


@pytest.mark.parametrize("content", [b"", b" \n", b"\xff\xfe"])
def test_a_secret_file_without_a_secret_is_refused(tmp_path, content):
    """A mounted secret that came out empty must not quietly become another key."""
    file = tmp_path / "secret"
    file.write_bytes(content)

    with pytest.raises(EnvError, match="DEARSELF_SECRET_KEY_FILE"):
        env.read_environment(
            {"DEARSELF_DATA": str(tmp_path), "DEARSELF_SECRET_KEY_FILE": str(file)}
        )
