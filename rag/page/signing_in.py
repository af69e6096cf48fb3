"""A visitor to whoever they say they are, and what they may do, where the settings ask for that."""

from __future__ import annotations

import hashlib

import streamlit as st
from streamlit.errors import StreamlitAuthError

from rag.access import EVERYBODY, Caller, Gate, Keys, is_password, role_in, role_of_unknown
from rag.errors import InvalidSetting
from rag.page.tree import draw, element
from rag.settings import Role, Settings

GATE = Gate()
OWN = {"localhost", "127.0.0.1"}


def signed_in(settings: Settings) -> Caller | None:
    """Who the visitor is; None while they have to sign in, which is then drawn.

    Those who share a password, and those of whom none is asked where others are served, share a name, under
    which nobody sees what the others asked.
    """
    to_others = _serves_others()
    role = role_of_unknown(settings, to_others=to_others)
    if settings.sign_in == "oidc":
        return _signed_in_by_provider(Caller("", role), settings.role_claim)
    keys = Keys.read(settings.keys)
    if settings.password or keys:
        if "caller" not in st.session_state:
            _ask_for(settings.password, keys, role)
        return st.session_state.get("caller")
    return Caller(EVERYBODY, role, alone=not to_others)


def sign_out() -> None:
    """Forget who the visitor is, here and with the provider."""
    st.session_state.clear()
    if st.user.get("is_logged_in"):
        st.logout()


def _serves_others() -> bool:
    """Whether the page is served under other names than this machine's own, or at other addresses."""
    return bool({st.get_option("server.address"), *st.get_option("server.allowedHosts")} - OWN)


def _signed_in_by_provider(unknown: Caller, claim: str) -> Caller | None:
    if st.user.get("is_logged_in"):
        who = str(st.user.get("sub") or st.user.get("email") or "")
        role = role_in(st.user.get(claim), unknown.role) if claim else unknown.role
        return Caller(hashlib.sha256(who.encode()).hexdigest()[:16], role)
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


def _ask_for(password: str, keys: Keys, role: Role) -> None:
    """Ask for the password or a key, and draw the page again once it is right."""
    wanted = " or ".join(filter(None, ("Password" if password else "", "Key" if keys else "")))
    _draw_title()
    with st.form("sign-in"):
        given = st.text_input(wanted.capitalize(), type="password", autocomplete="current-password")
        if not st.form_submit_button("Sign in", type="primary"):
            return

    def attempt() -> Caller | None:
        if password and is_password(given, password):
            return Caller(EVERYBODY, role, alone=False)
        return keys.caller(given)

    if caller := GATE.admit(attempt):
        st.session_state["caller"] = caller
        st.rerun()
    st.error(f"That is not the {wanted.lower()}. Ask whoever runs this page for it.")


def _draw_title() -> None:
    draw("sign-in-title", element("h1", "Pinpoint"))
