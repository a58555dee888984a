"""Coordinate reference systems; each has one purpose."""

MAP_CRS = "EPSG:4326"  # degrees: files and the map
AREA_CRS = "EPSG:3059"  # LKS-92, metres: areas and distances
METRES_PER_KM = 1000
