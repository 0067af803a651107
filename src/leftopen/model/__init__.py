"""The domain records, frozen, and the contracts of plug-in modules. Imports only the standard library and
itself."""
