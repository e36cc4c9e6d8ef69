"""How the service is wired and run; what it does lives in the package `timeline`."""
