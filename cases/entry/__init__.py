"""Back at the office: the paper of a permanence, typed."""
