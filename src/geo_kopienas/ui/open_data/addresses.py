"""Where the open data stands below the dashboard's own address."""

#: First part of all of its addresses.
ROOT = "/dati"
#: Folder of the files; `v1` stays while columns are only added.
FOLDER = "dati/v1/"
