"""One module for each way of running: `local`, `production` and `test`; `base` is what they share."""
