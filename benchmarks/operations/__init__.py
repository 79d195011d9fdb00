"""The operations of the campaign, played many times by the computer, beside what history made of them."""
