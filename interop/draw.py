"""Loads what lifecircle gives into QGIS and draws each to a picture, which must not be blank.

draw.py OGC-URL LAYERS.qlr EXPORT.gpkg WORKSPACE.gpkg FOLDER
"""

import os
import sys
from pathlib import Path

from PyQt5.QtCore import QSize
from PyQt5.QtGui import QColor
from qgis.core import (
    QgsApplication,
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsLayerDefinition,
    QgsMapRendererParallelJob,
    QgsMapSettings,
    QgsProject,
    QgsVectorLayer,
)

MERCATOR = QgsCoordinateReferenceSystem("EPSG:3857")


def draw(name, layers, extent, folder):
    """Draws layers and fails where every pixel is the background's."""
    settings = QgsMapSettings()
    settings.setLayers(layers)
    settings.setOutputSize(QSize(900, 900))
    settings.setDestinationCrs(MERCATOR)
    settings.setExtent(extent)
    settings.setBackgroundColor(QColor("white"))
    job = QgsMapRendererParallelJob(settings)
    job.start()
    job.waitForFinished()
    picture = job.renderedImage()
    picture.save(str(Path(folder) / (name + ".png")))
    colours = {picture.pixelColor(x, y).name() for x in range(0, 900, 3) for y in range(0, 900, 3)}
    if len(colours) < 2:
        sys.exit(f"{name} is blank: {[e.message for e in job.errors()]}")
    print(f"qgis    {name}: {len(colours)} colours")


def main():
    ogc, definition, export, workspace, folder = sys.argv[1:]
    QgsApplication.setPrefixPath("/usr", True)
    application = QgsApplication([], False)
    application.initQgis()
    project = QgsProject.instance()

    cells = QgsVectorLayer(f"url='{ogc}' typename='cells'", "cells", "OAPIF")
    if not cells.isValid():
        sys.exit("QGIS does not open the OGC collection cells")
    to_mercator = QgsCoordinateTransform(QgsCoordinateReferenceSystem("EPSG:4326"), MERCATOR, project)
    exported = QgsVectorLayer(export, "export", "ogr")
    extent = to_mercator.transform(exported.extent())
    draw("ogc-cells", [cells], extent, folder)

    exported.loadDefaultStyle()
    draw("export-gpkg", [exported], extent, folder)
    if exported.featureCount() != sum(1 for _ in cells.getFeatures()):
        sys.exit("the export and the OGC collection have different numbers of cells")

    tables = QgsVectorLayer(f"{workspace}|layername=demand", "demand", "ogr")
    draw("workspace-gpkg", [tables], extent, folder)

    ok, message = QgsLayerDefinition.loadLayerDefinition(definition, project, project.layerTreeRoot())
    tiles = [node.layer() for node in project.layerTreeRoot().findLayers()]
    if not ok or not tiles or not all(layer and layer.isValid() for layer in tiles):
        sys.exit(f"QGIS does not load the layer definition: {message}")
    draw("tiles", tiles, extent, folder)
    # Python and Qt would take each other's objects down in an order that crashes.
    sys.stdout.flush()
    os._exit(0)


main()
