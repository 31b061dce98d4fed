"""Links in, disputes and their sides out; the claim graph and its layout."""
