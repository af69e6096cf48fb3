"""A visitor to whoever they say they are, where the settings ask for that."""

from __future__ import annotations

import hashlib
import hmac
import time

import streamlit as st
from streamlit.errors import StreamlitAuthError

from rag.errors import InvalidSetting
from rag.page.tree import draw, element
from rag.settings import Settings

EVERYBODY = ""
WRONG_COSTS_SECONDS = 1.0  # so that passwords cannot be tried by the thousand


def signed_in(settings: Settings) -> str | None:
    """A name for the visitor, the same each time; None while they have to sign in, which is then drawn.

    Those who share a password, or need none, share a name.
    """
    if settings.sign_in == "oidc":
        return _signed_in_by_provider()
    if settings.password and not st.session_state.get("let in"):
        _ask_for_password(settings.password)
        return None
    return EVERYBODY


def _signed_in_by_provider() -> str | None:
    if st.user.get("is_logged_in"):
        who = str(st.user.get("sub") or st.user.get("email") or "")
        return hashlib.sha256(who.encode()).hexdigest()[:16]
    _draw_title()
    if st.button("Sign in", type="primary"):
        try:
            st.login()
        except StreamlitAuthError as error:
            raise InvalidSetting(
                "Nobody can sign in yet: Streamlit needs an [auth] section in .streamlit/secrets.toml "
                f"and the package Authlib ({error})."
            ) from error
    return None


def _ask_for_password(password: str) -> None:
    _draw_title()
    with st.form("sign-in"):
        given = st.text_input("Password", type="password", autocomplete="current-password")
        if not st.form_submit_button("Sign in", type="primary"):
            return
    if hmac.compare_digest(given.encode(), password.encode()):
        st.session_state["let in"] = True
        st.rerun()
    time.sleep(WRONG_COSTS_SECONDS)
    st.error("That is not the password. Ask whoever runs this page for it.")


def _draw_title() -> None:
    draw("sign-in-title", element("h1", "Pinpoint"))
