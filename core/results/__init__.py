"""Results as people see them: one filter and one order for the page, the API and the exports."""
