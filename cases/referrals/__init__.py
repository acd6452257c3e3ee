"""From a referral to the decision on it."""
