"""What streamlit runs: the page."""

from rag.page import draw_page

draw_page()
