"""Plotly's script and style, from the installed package: always the figures' own version."""

import gzip
import hashlib
import re
from functools import cache

from flask import Blueprint, Response, request

blueprint = Blueprint("assets", __name__, url_prefix="/assets")

#: What still charts need of the rules that plotly.js would otherwise write into the page, which
#: our CSP forbids. The page links them under the id by which plotly.js finds them in place.
PLOTLY_STYLE = """
.js-plotly-plot .plotly, .js-plotly-plot .plotly div {
  direction: ltr; margin: 0; padding: 0; border: 0;
}
.js-plotly-plot .plotly .main-svg { position: absolute; top: 0; left: 0; pointer-events: none; }
.js-plotly-plot .plotly .crisp { shape-rendering: crispEdges; }
.js-plotly-plot .plotly .modebar-container { display: none; }
.js-plotly-plot .plotly svg { overflow: hidden; }
"""


@cache
def _script() -> tuple[bytes, bytes]:
    from plotly.offline import get_plotlyjs

    plain = get_plotlyjs().encode()
    return plain, gzip.compress(plain, compresslevel=6, mtime=0)


@blueprint.app_template_global()
@cache
def plotly_version() -> str:
    """Return the installed version: the script's address carries it."""
    import plotly

    return str(plotly.__version__)


@blueprint.app_template_global()
@cache
def plotly_style_ids() -> tuple[str, ...]:
    """Return the ids by which plotly.js looks for the style sheets of parts that we do not use.

    Our CSP forbids it to write them; where it finds an element by the id it does not try.
    """
    script = _script()[0].decode()
    return tuple(sorted(set(re.findall(r'getElementById\("([0-9a-f]{64})"\)', script))))


@blueprint.get("/plotly.js")
def plotly_script() -> Response:
    """Send plotly.js, compressed, to be kept for ever."""
    plain, packed = _script()
    accepts_gzip = "gzip" in request.headers.get("Accept-Encoding", "")
    response = Response(packed if accepts_gzip else plain, mimetype="text/javascript")
    if accepts_gzip:
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Vary"] = "Accept-Encoding"
    return _keep(response)


@blueprint.get("/plotly.css")
def plotly_style() -> Response:
    """Send plotly's style rules."""
    return _keep(Response(PLOTLY_STYLE, mimetype="text/css"))


def _keep(response: Response) -> Response:
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    response.set_etag(hashlib.sha256(response.get_data()).hexdigest()[:16])
    response.make_conditional(request)
    return response
