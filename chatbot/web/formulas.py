"""LaTeX in documents to MathML, which browsers draw themselves; anything unusual stays as escaped text."""

from __future__ import annotations

import html
import re

from chatbot.documents.sentences import FORMULA

# The converter copies \text{<script>} and \href{javascript:...} into the page, so only harmless commands reach it.
_COMMAND = re.compile(r"\\([A-Za-z]+)")
_ALLOWED = frozenset(
    """
    frac sqrt sum prod int partial nabla cdot cdots ldots dots times div pm mp leq geq le ge neq approx equiv sim
    propto infty in notin subset cup cap forall exists to gets rightarrow leftarrow Rightarrow mapsto mid parallel
    left right lVert rVert Vert lvert rvert vert lfloor rfloor lceil rceil langle rangle big Big bigg min max log ln
    exp sin cos tanh arg lim sup inf det Pr operatorname mathbb mathbf mathcal mathrm mathit text hat bar tilde vec
    dot odot oplus otimes circ star top quad qquad alpha beta gamma delta epsilon varepsilon zeta eta theta kappa
    lambda mu nu xi pi rho sigma tau phi varphi chi psi omega Gamma Delta Theta Lambda Sigma Phi Psi Omega ell lt gt
    boldsymbol overline underbrace binom prime
    """.split()
)


def render_formula(latex: str) -> str:
    """Return MathML for a harmless formula, else the escaped source in <code>."""
    plain = " ".join(latex.split())
    unknown = [name for name in _COMMAND.findall(plain) if name not in _ALLOWED]
    if unknown or "&" in plain or len(plain) > 500:
        return f"<code>{html.escape(plain)}</code>"
    from latex2mathml.converter import convert

    try:
        return str(convert(plain.replace("<", r"\lt ").replace(">", r"\gt ")))
    except Exception:  # noqa: BLE001 (the converter raises many kinds for malformed LaTeX)
        return f"<code>{html.escape(plain)}</code>"


def with_formulas(text: str) -> str:
    """Escape ``text`` for HTML, its formulas drawn."""
    parts: list[str] = []
    position = 0
    for found in FORMULA.finditer(text):
        parts.append(html.escape(text[position : found.start()]))
        parts.append(render_formula(next(group for group in found.groups() if group is not None)))
        position = found.end()
    return "".join([*parts, html.escape(text[position:])])
