"""Is every row there?"""
