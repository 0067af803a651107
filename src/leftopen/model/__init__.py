"""The nouns, frozen, and the contracts of leaves. Imports nothing but the standard library and itself."""
