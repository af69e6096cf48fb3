"""An assistant and a visitor's conversation to the page they see; the one room that knows streamlit."""

from rag.page.screen import draw_page

__all__ = ["draw_page"]
