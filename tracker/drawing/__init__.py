"""Domain results become pictures: the wheel as SVG, charts as Plotly figures."""
