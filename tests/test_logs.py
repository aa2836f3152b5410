"""Logs hold neither words nor names, whatever a careless call passes."""

import logging

import pytest
import structlog

from bot.logs import configure_logs, describe


@pytest.fixture(autouse=True)
def put_back():
    handlers, level = logging.getLogger().handlers[:], logging.getLogger().level
    yield
    logging.getLogger().handlers[:] = handlers
    logging.getLogger().setLevel(level)
    structlog.reset_defaults()


@pytest.mark.parametrize("form", ["console", "json"])
def test_private_keys_are_dropped(form, capsys) -> None:
    configure_logs("info", form)
    structlog.get_logger().info("flagged", text="jij bent dom", name="Sem", group="8a")
    logged = capsys.readouterr().err
    assert "8a" in logged
    assert "dom" not in logged
    assert "Sem" not in logged


def test_the_traceback_of_a_library_is_reduced_to_its_type(capsys) -> None:
    configure_logs("info", "json")
    try:
        raise ValueError("jij bent dom")
    except ValueError:
        logging.getLogger("discord.client").exception("Ignoring exception")
    logged = capsys.readouterr().err
    assert "ValueError" in logged
    assert "dom" not in logged


def test_requests_of_libraries_are_not_logged(capsys) -> None:
    configure_logs("debug", "console")
    logging.getLogger("httpx").info("POST https://api.telegram.org/bot123:SECRET/getUpdates")
    assert "SECRET" not in capsys.readouterr().err


def test_an_error_is_described_by_type_and_place_without_its_text() -> None:
    try:
        raise KeyError("jij bent dom")
    except KeyError as error:
        described = describe(error)
    assert described["error"] == "KeyError"
    assert described["where"].startswith("test_logs.py:")
