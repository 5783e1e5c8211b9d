"""The page in the browser; the only room that knows gradio.

Gradio reads these when it is first imported: it would report to its makers, and route the page's calls to its own
server through a proxy.
"""

import os

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
os.environ["NO_PROXY"] = os.environ["no_proxy"] = ",".join(
    filter(None, (os.environ.get("NO_PROXY") or os.environ.get("no_proxy"), "127.0.0.1", "localhost"))
)
