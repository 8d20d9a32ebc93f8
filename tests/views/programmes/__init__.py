"""Problems: their page, scores, decisions and the basis of the plan."""
