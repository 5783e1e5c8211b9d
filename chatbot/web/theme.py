"""Colours, type and the style sheet: calm, one accent, real typography, dark as good as light."""

from __future__ import annotations

from pathlib import Path

import gradio as gr
from gradio.themes.utils.fonts import LocalFont

ASSETS = Path(__file__).parent / "assets"
STYLES = [ASSETS / "style.css", ASSETS / "critique.css"]
SCRIPT = ASSETS / "page.js"


def theme() -> gr.themes.Base:
    """Return the theme; its fonts come with gradio, nothing is fetched."""
    teal = gr.themes.Color(
        name="teal", c50="#eef9f6", c100="#e0f4ef", c200="#b9e5da", c300="#84d0bf", c400="#2dd4bf", c500="#14998a",
        c600="#0f766e", c700="#115e59", c800="#134e4a", c900="#12312e", c950="#0b2321",
    )  # fmt: skip
    stone = gr.themes.colors.stone
    return gr.themes.Base(
        primary_hue=teal,
        secondary_hue=teal,
        neutral_hue=stone,
        font=[
            LocalFont("IBM Plex Sans", weights=(400, 700)),
            "system-ui",
            "sans-serif",
        ],
        font_mono=[LocalFont("IBM Plex Mono"), "monospace"],
        radius_size=gr.themes.sizes.radius_lg,
    ).set(
        body_background_fill="#fafaf8",
        body_background_fill_dark="#0e0d0c",
        background_fill_primary="#ffffff",
        background_fill_primary_dark="#191715",
        background_fill_secondary="#fafaf8",
        background_fill_secondary_dark="#0e0d0c",
        block_background_fill="transparent",
        block_background_fill_dark="transparent",
        block_border_width="0px",
        block_shadow="none",
        block_label_text_color="*neutral_600",
        border_color_primary="#e7e5e1",
        border_color_primary_dark="#2c2926",
        body_text_color="#22201d",
        body_text_color_dark="#ece9e4",
        body_text_color_subdued="#6b665f",
        body_text_color_subdued_dark="#a39c92",
        button_primary_background_fill="*primary_600",
        button_primary_background_fill_hover="*primary_700",
        button_primary_background_fill_dark="*primary_500",
        button_primary_text_color="white",
        button_secondary_background_fill="#ffffff",
        button_secondary_background_fill_hover="#f3f8f6",
        button_secondary_background_fill_dark="#191715",
        button_secondary_background_fill_hover_dark="#23201d",
        button_secondary_border_color="#e2dfda",
        button_secondary_border_color_dark="#35312c",
        input_background_fill="#ffffff",
        input_background_fill_dark="#191715",
        input_border_color="#e2dfda",
        input_border_color_dark="#35312c",
        link_text_color="*primary_600",
        link_text_color_dark="*primary_400",
        color_accent_soft="*primary_100",
        color_accent_soft_dark="*primary_900",
    )
